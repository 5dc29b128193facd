import { ModulesContainer, Reflector } from '@nestjs/core';
import { CLOCK } from '../common/clock.js';
import { Instrumentation } from '../common/instrumentation.js';
import { provideBy, provideClass } from '../common/provide.js';
import { KeySpace } from '../redis/key-space.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { COMMAND_TIMEOUT } from '../redis/redis.tokens.js';
import { ScriptRunner } from '../redis/script-runner.js';
import { Subscriptions } from '../redis/subscriptions.js';
import { TransactionWatch } from './context/transaction-watch.js';
import { LockHandlerChecks } from './interceptor/lock-handler-checks.js';
import { LockNaming } from './keys/lock-names.js';
import { LockEvents } from './lock-events.js';
import { LockService } from './lock.service.js';
import { IN_TRANSACTION, LOCK_DEFAULTS } from './lock.tokens.js';
import { nameOfProcess } from './store/lock-process.js';
import { LockStore } from './store/lock-store.js';
import { LockInjection } from './with-lock/lock-injection.js';

/** Locks. */
export const lockProviders = [
  provideClass(LockEvents),
  provideClass(LockNaming, KeySpace),
  provideBy(
    LockStore,
    [ScriptRunner, LockNaming, RedisConnection, CLOCK],
    (runner, naming, { isCluster }, clock) =>
      new LockStore(runner, naming, nameOfProcess(), !isCluster, clock),
  ),
  provideClass(TransactionWatch, IN_TRANSACTION),
  provideClass(
    LockService,
    LockStore,
    LOCK_DEFAULTS,
    RedisConnection,
    Subscriptions,
    COMMAND_TIMEOUT,
    TransactionWatch,
    LockEvents,
    Instrumentation,
  ),
  provideClass(LockInjection, LockService, ModulesContainer),
  provideClass(LockHandlerChecks, ModulesContainer, Reflector),
];
