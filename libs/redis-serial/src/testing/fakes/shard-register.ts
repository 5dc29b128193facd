import type { Keyspace } from '../memory/keyspace.js';

/** A hash, as the scripts of shards know it: texts under names. */
export type Hash = Map<string, string>;

/** The hash under a key, made if there is none. */
export function hashAt({ hashes }: Keyspace, key: string): Hash {
  let hash = hashes.get(key);
  if (!hash) {
    hash = new Map();
    hashes.set(key, hash);
  }
  return hash;
}

/** Puts several fields of a hash. */
export function put(hash: Hash, fields: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(fields)) hash.set(name, String(value));
}

/** A field as a number. */
export function numberIn(hash: Hash, name: string): number {
  return Number(hash.get(name) ?? 0);
}

/** The names of a hash that begin with a sign, without it. */
export function namesIn(hash: Hash, sign: string): string[] {
  return [...hash.keys()].filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
}

/** Adds to the history of a shard. */
export function note({ lists }: Keyspace, history: string, now: number, kind: string, text: string): void {
  const list = lists.get(history) ?? [];
  list.unshift(`${now} ${kind} ${text}`);
  lists.set(history, list.length > 250 ? thinnedOut(list) : list);
}

// The newest of each kind: of those that are many, as many as there is room for.
function thinnedOut(list: readonly string[]): string[] {
  const kinds = list.map((event) => event.split(' ')[1] ?? '');
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const keeping = (most: number): number =>
    [...counts.values()].reduce((sum, count) => sum + Math.min(count, most), 0);
  let most = 200;
  while (keeping(most) > 200) most--;
  const seen = new Map<string, number>();
  return list.filter((_, index) => {
    const kind = kinds[index] ?? '';
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= most;
  });
}

/** `beginRecovery`, in words for the caller. */
export function beginRecovery(memory: Keyspace, register: Hash, { hearWithin, skip }: Waiting): string {
  const { now, run } = memory;
  const hadRecovery = register.has('rec');
  const isFenced = register.get('g') === 'fenced';
  const asks = isFenced && (register.has('survey') || !register.has('st'));
  // Those who are asked in a survey are in no list of members: they are waited for still.
  if (!isFenced || !register.has('survey')) {
    register.delete('survey');
    for (const member of namesIn(register, '?')) register.delete(`?${member}`);
  }
  if (asks) register.set('?*', '1');
  for (const member of namesIn(register, '@')) register.set(`?${member}`, '1');
  const n = numberIn(register, 'n');
  const base = hadRecovery ? Math.min(numberIn(register, 'base'), n) : n;
  const rec = `${run.slice(0, 8)}${memory.nextMicros()}`;
  put(register, { id: run, r: rec, rec, base, until: now + hearWithin });
  if (!hadRecovery && isFenced) {
    const c2 = numberIn(register, 'c2');
    put(register, { c: c2, t1: numberIn(register, 't2'), c2: 2 * c2 - n + skip, t2: now });
  }
  return recoveryTrouble(register);
}

/** How long members are waited for, and how far a ceiling is raised. */
export interface Waiting {
  readonly hearWithin: number;
  readonly skip: number;
}

/** The words that tell a caller of the recovery under way. */
export function recoveryTrouble(register: Hash): string {
  return `recovering ${register.get('rec')} ${register.get('base')}`;
}

/** The strongest durability of the members, and of one that has this kind; undefined where there is none. */
export function strongestOf(register: Hash, kind?: string): string | undefined {
  const kinds = [kind, ...namesIn(register, '&').map((member) => register.get(`&${member}`))];
  return ['highWater', 'fenced', 'none'].find((one) => kinds.includes(one));
}

/** Up to three members that have a store, where this one has none. */
export function holdersOf(register: Hash, member: string): string[] {
  const holders = namesIn(register, '&').filter((one) => register.get(`&${one}`) === 'highWater');
  return holders.includes(member) ? [] : holders.slice(0, 3);
}

/** `endExactly` */
export function endExactly(memory: Keyspace, register: Hash, history: string): void {
  const wasSurvey = register.has('survey');
  const recovery = register.get('rec');
  const { heard, unheard } = forgetRecovery(register);
  if (!wasSurvey || numberIn(register, 'n') > 0)
    note(memory, history, memory.now, 'recovered', `${heard} ${unheard} ${recovery}`);
  if (wasSurvey) {
    const higher = numberIn(register, 'n') + numberIn(register, 'c2');
    put(register, { n2: numberIn(register, 'n'), c: higher, c2: higher });
    return;
  }
  if (register.get('g') === 'fenced')
    put(register, { c2: numberIn(register, 'c'), t2: numberIn(register, 't1') });
}

/** `endAbove` */
export function endAbove(memory: Keyspace, register: Hash, history: string, to: number): void {
  const jump = Math.max(0, to - numberIn(register, 'base'));
  const recovery = register.get('rec');
  const { heard, unheard } = forgetRecovery(register);
  if (jump > 0) {
    const [e, J] = [numberIn(register, 'e'), numberIn(register, 'J')];
    const n = numberIn(register, 'n') + jump;
    put(register, { [`J${e}`]: J, e: e + 1, J: J + jump, jt: memory.now, n, n2: n });
  }
  note(memory, history, memory.now, 'jumped', `${jump} ${heard} ${unheard} ${recovery}`);
}

function forgetRecovery(register: Hash): { heard: number; unheard: number } {
  const unheard = namesIn(register, '?');
  const heard = namesIn(register, '@').filter((member) => !unheard.includes(member)).length;
  for (const member of unheard) for (const sign of ['?', '@', '+', '&']) register.delete(sign + member);
  for (const name of ['rec', 'base', 'until', 'survey']) register.delete(name);
  return { heard, unheard: unheard.length };
}
