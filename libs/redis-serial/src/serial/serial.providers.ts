import { CLOCK } from '../common/clock.js';
import { Instrumentation } from '../common/instrumentation.js';
import { provideClass } from '../common/provide.js';
import { KeySpace } from '../redis/key-space.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { COMMAND_TIMEOUT } from '../redis/redis.tokens.js';
import { ScriptRunner } from '../redis/script-runner.js';
import { ServerClockEstimate } from '../redis/server-clock-estimate.js';
import { Subscriptions } from '../redis/subscriptions.js';
import { ClockedRunner } from './allocation/clocked-runner.js';
import { CounterKeys } from './allocation/counter-keys.js';
import { GaplessCounter } from './allocation/gapless-counter.js';
import { SeriesAllocator } from './allocation/series-allocator.js';
import { BareCounters } from './bare-counters.js';
import { CounterStates } from './counter-states.js';
import { CounterGuards } from './durability/counter-guards.js';
import { ReservationCalls } from './gapless/reservation-calls.js';
import { ReservationStore } from './gapless/reservation-store.js';
import { Reservations } from './gapless/reservations.js';
import { NumberCalls } from './number-calls.js';
import { SerialEvents } from './serial-events.js';
import { SerialService } from './serial.service.js';
import { DEFAULT_GUARD, RESERVATION_LEDGER, SERIES } from './serial.tokens.js';
import { CounterStore } from './shard/counter-store.js';
import { AskedRecovery } from './shard/asked-recovery.js';
import { KeyOwners } from './shard/key-owners.js';
import { MEMBER } from './shard/member.js';
import { ShardMessages } from './shard/shard-messages.js';
import { ShardKeys } from './shard/shard-keys.js';
import { Shards } from './shard/shards.js';
import { Survey } from './shard/survey.js';
import { SeriesRegistry } from './series-registry.js';
import { SeriesRecovery } from './upkeep/series-recovery.js';
import { MigrationSource } from './upkeep/migration-source.js';
import { SeriesMigration } from './upkeep/series-migration.js';
import { SeriesHistory } from './upkeep/series-history.js';

/** Numbers. */
export const serialProviders = [
  provideClass(SerialEvents),
  provideClass(SeriesRegistry, SERIES, DEFAULT_GUARD),
  provideClass(
    CounterGuards,
    ScriptRunner,
    RedisConnection,
    Subscriptions,
    KeySpace,
    DEFAULT_GUARD,
    COMMAND_TIMEOUT,
    SerialEvents,
    CLOCK,
  ),
  provideClass(CounterKeys, KeySpace),
  provideClass(ClockedRunner, CounterKeys, ServerClockEstimate, CounterGuards),
  provideClass(GaplessCounter, ScriptRunner, ClockedRunner, CounterGuards),
  provideClass(
    SeriesAllocator,
    CounterStore,
    GaplessCounter,
    KeyOwners,
    Shards,
    ServerClockEstimate,
    CounterGuards,
    SerialEvents,
  ),
  provideClass(ReservationStore, ScriptRunner, ClockedRunner, CounterGuards),
  provideClass(Reservations, ReservationStore, SerialEvents, RESERVATION_LEDGER),
  provideClass(NumberCalls, SeriesRegistry, SeriesAllocator, Instrumentation),
  provideClass(CounterStates, SeriesRegistry, SeriesAllocator, Reservations),
  provideClass(ReservationCalls, SeriesRegistry, SeriesAllocator, Reservations),
  provideClass(BareCounters, ScriptRunner, KeySpace),
  provideClass(SeriesHistory, SeriesRegistry, ScriptRunner, ShardKeys),
  provideClass(
    MigrationSource,
    ScriptRunner,
    ShardKeys,
    ShardMessages,
    Survey,
    MEMBER,
    CLOCK,
    COMMAND_TIMEOUT,
  ),
  provideClass(SeriesMigration, SeriesRegistry, MigrationSource, CounterStore, SeriesAllocator, ScriptRunner),
  provideClass(SeriesRecovery, SeriesRegistry, Shards, AskedRecovery),
  provideClass(
    SerialService,
    SeriesRegistry,
    NumberCalls,
    ReservationCalls,
    BareCounters,
    CounterStates,
    SeriesHistory,
    SeriesRecovery,
    SeriesMigration,
  ),
];
