import type { takeFromShard } from '../../lua/shard/take-from-shard.script.js';

export type TakeArgs = Parameters<typeof takeFromShard.argsOf>[0];
export type TakeKeys = Parameters<typeof takeFromShard.keysOf>[0];

/** What a call of `takeFromShard` wants of one period. */
export interface WantedPeriod {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: string;
  readonly beginsAt: number;
  readonly closesAt: number;
  readonly opened: string;
  readonly wants: readonly { readonly field: string; readonly want: string }[];
}

/** Takes the arguments of `takeFromShard` apart. */
export function periodsOf({ others }: TakeKeys, { periods, rest: given }: TakeArgs): WantedPeriod[] {
  const rest = given.map(String);
  let at = periods * 6;
  return others.slice(0, periods).map((hash, index) => {
    const [id = '', expiresAt = '', beginsAt, closesAt, opened = '', count] = rest.slice(index * 6);
    const wants = Array.from({ length: Number(count) }, () => ({
      field: rest[at++] ?? '',
      want: rest[at++] ?? '',
    }));
    return { id, hash, expiresAt, beginsAt: Number(beginsAt), closesAt: Number(closesAt), opened, wants };
  });
}
