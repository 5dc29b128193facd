import type { Redis } from 'ioredis';
import type { ShardReply } from '../../../libs/redis-serial/src/lua/shard/shard-reply.js';
import { takeFromShard } from '../../../libs/redis-serial/src/lua/shard/take-from-shard.script.js';
import { runnerOn } from '../../../libs/redis-serial/src/redis/client-runner.js';
import type { ScriptServer } from '../script-server.js';
import { LATER, LONG_AGO, type ShardInRedis } from './shard-in-redis.js';

/** How long the members want losses to be covered for, in ms. */
export const COVERS = 60_000;

/** What is wanted of a counter. */
export type Want = readonly [field: string, want: string | number];

/** A period of a call. */
export interface PeriodOfCall {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: number | 'never';
  readonly beginsAt: number;
  readonly closesAt: number;
  /** What the store has of it. */
  readonly recorded: number | '-';
  readonly wants: readonly Want[];
}

type Args = Parameters<typeof takeFromShard.argsOf>[0];

/** What a call says beside its periods. */
export interface CallOptions extends Partial<Args> {
  readonly replays?: readonly { readonly key: string; readonly record: string }[];
  readonly client?: Redis;
}

/** Runs `takeFromShard` for the member `me`. */
export class TakingFromShard {
  constructor(
    private readonly server: ScriptServer,
    private readonly shard: ShardInRedis,
  ) {}

  /** The period 2026, which is under way. */
  period(wants: readonly Want[], fields: Partial<PeriodOfCall> = {}): PeriodOfCall {
    const { hash } = this.shard.keys;
    const bounds = { expiresAt: 'never', beginsAt: LONG_AGO, closesAt: LATER } as const;
    return { id: '2026', hash, ...bounds, recorded: '-', wants, ...fields };
  }

  /** Takes from the period 2026. */
  take(wants: readonly Want[], options: CallOptions = {}): Promise<ShardReply> {
    return this.takeOf([this.period(wants)], options);
  }

  takeOf(periods: readonly PeriodOfCall[], options: CallOptions = {}): Promise<ShardReply> {
    const { register, history } = this.shard.keys;
    const { replays = [], client = this.server.client, ...args } = options;
    const heads = periods.map((one) => [
      ...[one.id, one.expiresAt, one.beginsAt, one.closesAt, one.recorded, one.wants.length],
    ]);
    const wants = periods.flatMap((one) => one.wants);
    const rest = [...heads, ...wants].flat().map(String);
    return runnerOn(client).run(
      takeFromShard,
      { register, history, others: [...periods.map(({ hash }) => hash), ...replays.map(({ key }) => key)] },
      {
        ...{ member: 'me', w: 0, vouched: '', fromSecond: 0, toSecond: LATER / 1000, covers: COVERS },
        ...{ hearWithin: 5000, skip: 100, most: 5000, step: 1, base: 0, highest: 9999, goes: false },
        ...args,
        ...{ periods: periods.length, rest: [...rest, ...replays.map(({ record }) => record)] },
      },
    );
  }
}
