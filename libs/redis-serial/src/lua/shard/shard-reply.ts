/** What a script of a shard replies, and the server's clock in ms since 1970. */
export type ShardReply =
  /** `n` is the shard's; an answer for each counter; the records of the replays that were asked for. */
  | {
      readonly outcome: 'took';
      readonly now: number;
      readonly n: number;
      /** The server's identity, where the process is as good as any old member under it; else '-'. */
      readonly safe: string;
      /** The last recovery of the shard. */
      readonly recovery: string;
      readonly answers: readonly string[];
      readonly records: ReadonlyMap<number, string>;
    }
  /** The clock shows another time than the caller took it to show. */
  | { readonly outcome: 'otherTime'; readonly now: number }
  | ShardTrouble;

/** Why nothing was done, and what must be done first. */
export type ShardTrouble =
  /** Redis knows nothing of the shard: it is new, or all was lost. */
  | { readonly outcome: 'unknown'; readonly now: number }
  /** The process must join the shard. */
  | { readonly outcome: 'join'; readonly now: number }
  /** Something was put right, or there is more to do than the quick script can; ask again. */
  | { readonly outcome: 'again' | 'careful'; readonly now: number }
  /** Redis has lost writes; every member must tell what it took above `base`. */
  | { readonly outcome: 'recovering'; readonly now: number; readonly recovery: string; readonly base: number }
  /** The process has joined only just: in so many ms it may issue; 0 where one of the vouchers must vouch for it. */
  | {
      readonly outcome: 'fresh';
      readonly now: number;
      readonly forMs: number;
      readonly vouchers: readonly string[];
    }
  /** More is wanted than the ceiling allows that a loss can't take away; in so many ms a higher one is as safe. */
  | { readonly outcome: 'burst'; readonly now: number; readonly forMs: number }
  /** The store must record `n` before a period is opened, or say what it has. */
  | { readonly outcome: 'open'; readonly now: number; readonly n: number; readonly period: string }
  /** The store must record a ceiling of at least `to` first. */
  | { readonly outcome: 'raise'; readonly now: number; readonly to: number };

/** Reads the reply of a script that takes or joins. */
export function readShardReply(reply: unknown): ShardReply {
  const [text, ...records] = Array.isArray(reply) ? (reply as string[]) : [reply];
  const words = String(text).split(' ');
  const now = Number(words[0]) * 1000 + Math.floor(Number(words[1]) / 1000);
  const [word, first] = [words[2], words[3]];
  switch (word) {
    case undefined:
      return { outcome: 'otherTime', now };
    case 'took':
      return {
        outcome: 'took',
        now,
        n: Number(first),
        safe: words[4] ?? '-',
        recovery: words[5] ?? '',
        answers: words.slice(6),
        records: recordsOf(records as string[]),
      };
    case 'recovering':
      return { outcome: 'recovering', now, recovery: first ?? '', base: Number(words[4]) };
    case 'fresh':
      return { outcome: word, now, forMs: Number(first), vouchers: words.slice(4) };
    case 'burst':
      return { outcome: word, now, forMs: Number(first) };
    case 'open':
      return { outcome: 'open', now, n: Number(first), period: words.slice(4).join(' ') };
    case 'raise':
      return { outcome: 'raise', now, to: Number(first) };
    case 'unknown':
    case 'join':
    case 'again':
    case 'careful':
      return { outcome: word, now };
    default:
      throw new TypeError(`a script of a shard answered ${word}`);
  }
}

function recordsOf(texts: readonly string[]): ReadonlyMap<number, string> {
  return new Map(
    texts.map((text) => {
      const end = text.indexOf(' ');
      return [Number(text.slice(0, end)), text.slice(end + 1)];
    }),
  );
}
