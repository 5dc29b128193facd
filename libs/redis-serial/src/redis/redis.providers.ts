import { CLOCK, machineClock } from '../common/clock.js';
import { provideBy, provideClass } from '../common/provide.js';
import { KeySpace } from './key-space.js';
import { RedisConnection } from './redis-connection.js';
import { BEAT_EVERY, COMMAND_TIMEOUT, CONNECTION, KEY_PREFIX } from './redis.tokens.js';
import { ScriptRunner } from './script-runner.js';
import { ServerClockEstimate } from './server-clock-estimate.js';
import { Subscriptions } from './subscriptions.js';

const BEAT_EVERY_MS = 1_000;

/** The connection to Redis, its keys and scripts, and the time. */
export const redisProviders = [
  provideBy(CLOCK, [], () => machineClock),
  provideClass(KeySpace, KEY_PREFIX),
  provideBy(RedisConnection, [CONNECTION, COMMAND_TIMEOUT, CLOCK], (source, commandTimeoutMs, clock) =>
    RedisConnection.open(source, commandTimeoutMs, clock),
  ),
  provideBy(BEAT_EVERY, [], () => BEAT_EVERY_MS),
  provideClass(Subscriptions, RedisConnection, KeySpace, CLOCK, COMMAND_TIMEOUT, BEAT_EVERY),
  provideClass(ScriptRunner, RedisConnection, COMMAND_TIMEOUT, CLOCK),
  provideClass(ServerClockEstimate, CLOCK),
];
