import type { Keyspace } from '../memory/keyspace.js';
import { keepPeriods } from '../../lua/shard/keep-periods.script.js';
import { fakeOf } from './fake.js';
import { hashAt, namesIn, note, numberIn, put, type Hash } from './shard-register.js';

/** What a period's counters were opened with. */
export interface Opened {
  readonly origin: number;
  readonly offset: number;
}

/** `startOf`: how many numbers each counter begins above. */
export function startOf(register: Hash, { origin, offset }: Opened): number {
  return offset + jumpedSince(register, origin);
}

function jumpedSince(register: Hash, epoch: number): number {
  return epoch < numberIn(register, 'e') ? numberIn(register, 'J') - numberIn(register, `J${epoch}`) : 0;
}

/** `stand`: where a counter stands, with every jump that it has not made yet. */
export function stand(
  register: Hash,
  value: string | undefined,
  { origin, offset }: Opened,
  { step, base }: { readonly step: number; readonly base: number },
): number {
  const [written = '', at] = value?.split(' ') ?? [];
  const epoch = at === undefined ? origin : Number(at);
  const stood = value === undefined ? base + offset * step : Number(written);
  const last = stood + jumpedSince(register, epoch) * step;
  return last < base ? base : last + ((((base - last) % step) + step) % step);
}

/** `written`: the text of a field. */
export function written(register: Hash, last: number, { origin }: Opened): string {
  const e = numberIn(register, 'e');
  return e === origin ? String(last) : `${last} ${e}`;
}

/** What a hash of counters was opened with; or what one is to be opened with. */
export function openedWith(register: Hash, hash: Hash | undefined, beginsAt: number, now: number): Opened {
  const e = numberIn(register, 'e');
  const isLater = beginsAt > numberIn(register, 'jt') && beginsAt <= now;
  if (hash?.has('#o')) return { origin: numberIn(hash, '#o'), offset: numberIn(hash, '#b') };
  return { origin: e === 0 || isLater ? e : 0, offset: 0 };
}

/** What a hash says of jumps when it is written. */
export function jumpsOf(register: Hash): Record<string, number> {
  const e = numberIn(register, 'e');
  return e > 0 ? { '#e': e } : {};
}

/** `markOpened` */
export function markOpened(
  { hashes, now }: Keyspace,
  keys: { readonly register: string; readonly hash: string },
  period: string,
  n: number,
  expiresAt: string,
): void {
  const register = hashes.get(keys.register) ?? new Map<string, string>();
  let latest = Number(expiresAt === 'never' ? Infinity : expiresAt);
  for (const known of namesIn(register, 'p')) {
    const [, till = ''] = register.get(`p${known}`)?.split(' ') ?? [];
    const ends = till === 'never' ? Infinity : Number(till);
    if (ends < now) for (const sign of ['p', 'o']) register.delete(sign + known);
    else latest = Math.max(latest, ends);
  }
  register.set(`p${period}`, `${n} ${expiresAt}`);
  if (expiresAt !== 'never') hashes.expire(keys.hash, Number(expiresAt));
  hashes.expire(keys.register, latest);
}

/** `renewPeriod` */
export function renewPeriod(
  memory: Keyspace,
  keys: { readonly register: string; readonly history: string; readonly hash: string },
  period: string,
  given: string,
  had: number,
): void {
  const register = hashAt(memory, keys.register);
  const [openedAt = '0', known] = register.get(`p${period}`)?.split(' ') ?? [];
  const opened = Number(openedAt);
  const expiresAt = known !== undefined && endOf(known) > endOf(given) ? known : given;
  const stands = Math.max(numberIn(register, 'n'), had);
  const offset = Math.max(0, stands - opened);
  memory.hashes.delete(keys.hash);
  put(hashAt(memory, keys.hash), { '#n': stands, '#o': numberIn(register, 'e'), '#b': offset });
  put(register, { n: stands, [`o${period}`]: stands, [`p${period}`]: `${opened} ${expiresAt}` });
  if (expiresAt !== 'never') memory.hashes.expire(keys.hash, Number(expiresAt));
  note(memory, keys.history, memory.now, 'renewed', `${period} ${offset}`);
}

/** Keeps the counters of open periods for longer. */
export const keepPeriodsFake = fakeOf(keepPeriods, (memory, keys, { retention, rest }) => {
  const { hashes, now } = memory;
  const register = hashes.get(keys.register);
  if (!register) return 1;
  keys.hashes.forEach((hash, index) => {
    const [period = '', till = ''] = rest.slice(index * 2);
    const [opened, known = ''] = register.get(`p${period}`)?.split(' ') ?? [];
    if (opened === undefined || endOf(known) <= now || endOf(till) <= endOf(known)) return;
    put(register, { [`p${period}`]: `${opened} ${till}` });
    hashes.expire(hash, endOf(till));
    const latest = namesIn(register, 'p').map((one) => endOf(register.get(`p${one}`)?.split(' ')[1] ?? ''));
    hashes.expire(keys.register, Math.max(...latest));
  });
  put(register, { ret: retention });
  return 1;
});

function endOf(expiresAt: string): number {
  return expiresAt === 'never' ? Infinity : Number(expiresAt);
}
