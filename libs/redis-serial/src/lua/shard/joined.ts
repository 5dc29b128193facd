import type { MemberKind } from './register.record.js';

/** What came of joining a shard. */
export type Joined =
  | {
      readonly outcome: 'joined';
      readonly identity: string;
      readonly freshMs: number;
      readonly joined: number;
      readonly ceiling: number;
      readonly strongest: MemberKind;
      readonly n: number;
      /** The last recovery. */
      readonly recovery: string;
      /**
       * For who has a store, or another retention than the last one: `<period> <n at its opening> <when it expires>` of
       * each period that is open.
       */
      readonly periods: string;
      readonly others: readonly string[];
    }
  | { readonly outcome: 'unknown' }
  /** Its numbers come from elsewhere: those that are claimed from a store do not come from Redis, too. */
  | { readonly outcome: 'elsewhere'; readonly source: 'Redis' | 'the store' }
  | { readonly outcome: 'layout'; readonly version: string }
  | { readonly outcome: 'changed'; readonly fingerprint: string; readonly descriptions: readonly string[] }
  | { readonly outcome: 'recovering'; readonly recovery: string; readonly base: number };

/** Reads the reply of `joinShard`. */
export function readJoined(reply: unknown): Joined {
  const [
    word,
    first = '',
    second = '',
    joined,
    ceiling,
    strongest,
    n,
    recovery = '',
    periods = '',
    ...others
  ] = (reply as unknown[]).map(String);
  switch (word) {
    case 'joined':
      return {
        outcome: 'joined',
        identity: first,
        freshMs: Number(second),
        joined: Number(joined),
        ceiling: Number(ceiling),
        strongest: strongest as MemberKind,
        n: Number(n),
        recovery,
        periods,
        others,
      };
    case 'unknown':
      return { outcome: 'unknown' };
    case 'elsewhere':
      return { outcome: 'elsewhere', source: first === 'Redis' ? first : 'the store' };
    case 'layout':
      return { outcome: 'layout', version: first };
    case 'changed':
      return {
        outcome: 'changed',
        fingerprint: first,
        descriptions: (reply as unknown[]).slice(2).map(String),
      };
    default:
      return { outcome: 'recovering', recovery: first, base: Number(second) };
  }
}
