import { CLOCK } from '../../common/clock.js';
import { provideBy, provideClass } from '../../common/provide.js';
import { KeySpace } from '../../redis/key-space.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { COMMAND_TIMEOUT } from '../../redis/redis.tokens.js';
import { ScriptRunner } from '../../redis/script-runner.js';
import { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { Subscriptions } from '../../redis/subscriptions.js';
import { SerialEvents } from '../serial-events.js';
import { SeriesRegistry } from '../series-registry.js';
import { DEFAULT_GUARD } from '../serial.tokens.js';
import { AskedRecovery } from './asked-recovery.js';
import { ClaimedNumbers } from './claimed-numbers.js';
import { Confirmations } from './confirmations.js';
import { EarlierLayout } from './earlier-layout.js';
import { NamesRegister } from './names-register.js';
import { KeyOwners } from './key-owners.js';
import { CounterStore } from './counter-store.js';
import { LossReports } from './loss-reports.js';
import { LongerRetention } from './longer-retention.js';
import { Listeners } from './listeners.js';
import { MEMBER, newMember } from './member.js';
import { ShardGuards } from './shard-guards.js';
import { ShardKeys } from './shard-keys.js';
import { ShardMembership } from './shard-membership.js';
import { ShardMessages } from './shard-messages.js';
import { ShardRecovery } from './shard-recovery.js';
import { ShardStart } from './shard-start.js';
import { ShardRunner } from './shard-runner.js';
import { Shards } from './shards.js';
import { SilentMembers } from './silent-members.js';
import { StoreCeilings } from './store-ceilings.js';
import { StoreHolders } from './store-holders.js';
import { Stores } from './stores.js';
import { Survey } from './survey.js';

/** Counters in shards, guarded against what Redis loses. */
export const shardProviders = [
  provideBy(MEMBER, [], newMember),
  provideClass(KeyOwners, ScriptRunner, ShardKeys),
  provideClass(ShardGuards, DEFAULT_GUARD),
  provideClass(ShardKeys, KeySpace),
  provideClass(ShardMessages, ScriptRunner, Subscriptions, ShardKeys, MEMBER, CLOCK),
  provideClass(LossReports, ScriptRunner, SerialEvents, CLOCK),
  provideClass(Stores, ShardGuards, COMMAND_TIMEOUT, CLOCK),
  provideClass(StoreCeilings, ScriptRunner, ShardGuards, Stores),
  provideClass(ClaimedNumbers, ScriptRunner, Stores, ShardKeys, ServerClockEstimate),
  provideClass(Listeners, ScriptRunner, RedisConnection, ShardKeys, CLOCK),
  provideClass(Survey, ScriptRunner, Listeners, ShardMessages),
  provideClass(
    ShardRecovery,
    ScriptRunner,
    ShardGuards,
    ShardKeys,
    ShardMessages,
    StoreCeilings,
    Survey,
    LossReports,
    MEMBER,
  ),
  provideClass(Confirmations, RedisConnection, ShardGuards, MEMBER, CLOCK),
  provideClass(LongerRetention, ScriptRunner, ShardKeys, Stores, ShardGuards),
  provideClass(EarlierLayout, ScriptRunner, ShardKeys, CLOCK),
  provideClass(NamesRegister, ScriptRunner, ShardKeys, SeriesRegistry),
  provideClass(ShardStart, ScriptRunner, ShardGuards, Stores, EarlierLayout, NamesRegister),
  provideClass(SilentMembers, ScriptRunner, ShardGuards, Listeners, CLOCK),
  provideClass(
    ShardMembership,
    ScriptRunner,
    ShardGuards,
    ShardMessages,
    ShardRecovery,
    StoreCeilings,
    ShardStart,
    Listeners,
    SilentMembers,
    LossReports,
    Confirmations,
    LongerRetention,
    COMMAND_TIMEOUT,
    MEMBER,
    CLOCK,
  ),
  provideClass(StoreHolders, ShardMessages, ShardMembership, MEMBER, CLOCK),
  provideClass(
    AskedRecovery,
    ScriptRunner,
    ShardGuards,
    ShardMembership,
    ShardRecovery,
    Listeners,
    ShardMessages,
    ShardKeys,
    COMMAND_TIMEOUT,
    CLOCK,
  ),
  provideClass(
    Shards,
    ShardGuards,
    ShardKeys,
    ShardMessages,
    ShardMembership,
    ShardRecovery,
    StoreCeilings,
    LossReports,
    Confirmations,
    CLOCK,
  ),
  provideClass(
    ShardRunner,
    ScriptRunner,
    ShardGuards,
    ShardMembership,
    ShardRecovery,
    StoreCeilings,
    StoreHolders,
    LossReports,
    Confirmations,
    ServerClockEstimate,
    COMMAND_TIMEOUT,
    MEMBER,
  ),
  provideClass(
    CounterStore,
    ScriptRunner,
    Shards,
    ShardRunner,
    ClaimedNumbers,
    ShardKeys,
    ServerClockEstimate,
    MEMBER,
  ),
];
