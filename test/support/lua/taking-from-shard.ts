import type { Redis } from 'ioredis';
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

/** The keys of the script. */
export interface TakeKeys {
  readonly register: string;
  readonly history: string;
  readonly others: readonly string[];
}

/** The arguments of the script. */
export interface TakeArgs {
  readonly member: string;
  readonly w: number;
  readonly vouched: string;
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly covers: number;
  readonly hearWithin: number;
  readonly skip: number;
  readonly most: number;
  readonly step: number;
  readonly base: number;
  readonly highest: number;
  readonly goes: boolean;
  readonly periods: number;
  readonly rest: readonly string[];
}

/** What a call says beside its periods. */
export interface CallOptions extends Partial<TakeArgs> {
  readonly replays?: readonly { readonly key: string; readonly record: string }[];
  readonly client?: Redis;
}

/** Runs `takeFromShard` for the member `me`. */
export class TakingFromShard<Reply> {
  constructor(
    private readonly server: ScriptServer,
    private readonly shard: ShardInRedis,
    private readonly run: (client: Redis, keys: TakeKeys, args: TakeArgs) => Promise<Reply>,
  ) {}

  /** The period 2026, which is under way. */
  period(wants: readonly Want[], fields: Partial<PeriodOfCall> = {}): PeriodOfCall {
    const { hash } = this.shard.keys;
    const bounds = { expiresAt: 'never', beginsAt: LONG_AGO, closesAt: LATER } as const;
    return { id: '2026', hash, ...bounds, recorded: '-', wants, ...fields };
  }

  /** Takes from the period 2026. */
  take(wants: readonly Want[], options: CallOptions = {}): Promise<Reply> {
    return this.takeOf([this.period(wants)], options);
  }

  takeOf(periods: readonly PeriodOfCall[], options: CallOptions = {}): Promise<Reply> {
    const { register, history } = this.shard.keys;
    const { replays = [], client = this.server.client, ...args } = options;
    const heads = periods.map((one) => [
      ...[one.id, one.expiresAt, one.beginsAt, one.closesAt, one.recorded, one.wants.length],
    ]);
    const wants = periods.flatMap((one) => one.wants);
    const rest = [...heads, ...wants].flat().map(String);
    return this.run(
      client,
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
