import { writeReplayRecord, writeReplayRuns } from '../../lua/counter/replay.record.js';
import { takeFromShard } from '../../lua/shard/take-from-shard.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import { fakeOf } from './fake.js';
import {
  jumpsOf,
  markOpened,
  openedWith,
  renewPeriod,
  stand,
  startOf,
  written,
  type Opened,
} from './shard-counters.js';
import {
  beginRecovery,
  hashAt,
  holdersOf,
  note,
  numberIn,
  put,
  recoveryTrouble,
  type Hash,
} from './shard-register.js';
import { periodsOf, type TakeArgs as Args, type TakeKeys as Keys } from './wanted-periods.js';
import type { WantedPeriod as Period } from './wanted-periods.js';
import { isOtherTime } from './time.js';

/**
 * Takes numbers of many counters of a shard. In memory nothing grows safe with time, since nothing is lost but by a
 * test: so nobody waits for a registration or a ceiling to age.
 */
export const takeFromShardFake = fakeOf(takeFromShard, (memory, keys, args) => {
  const clock = memory.time.join(' ');
  if (isOtherTime(memory, args.fromSecond, args.toSecond)) return clock;
  const register = memory.hashes.get(keys.register);
  if (!register) return `${clock} unknown`;
  const trouble = troubleOf(memory, register, args);
  if (trouble !== undefined) return `${clock} ${trouble}`;
  const call = new Call(memory, register, keys, args);
  return call.answer(clock);
});

function troubleOf(memory: Keyspace, register: Hash, args: Args): string | undefined {
  const guard = register.get('g');
  const own = register.get(`@${args.member}`);
  if (guard !== 'none') {
    const knowsMore = !register.has('rec') && own !== undefined && Number(own) < args.w;
    const isLost = register.get('id') !== memory.run || knowsMore;
    if (isLost) return beginRecovery(memory, register, args);
  }
  if (register.has('rec')) return recoveryTrouble(register);
  if (own === undefined) return 'join';
  if (guard !== 'highWater' || args.vouched === memory.run) return undefined;
  return ['fresh 0', ...holdersOf(register, args.member)].join(' ');
}

class Call {
  private taken = 0;
  private readonly answers: string[] = [];
  private readonly records = new Map<number, string>();
  private readonly given = new Map<number, { readonly record: string; readonly ttlMs: number }>();
  private readonly writes: { readonly period: Period; readonly opened: Opened; readonly fields: Hash }[] = [];
  private readonly shorts = new Set<string>();
  private readonly advances: string[] = [];
  private readonly n: number;

  constructor(
    private readonly memory: Keyspace,
    private readonly register: Hash,
    private readonly keys: Keys,
    private readonly args: Args,
  ) {
    this.n = numberIn(register, 'n');
  }

  answer(clock: string): string | string[] {
    for (const period of periodsOf(this.keys, this.args)) {
      const trouble = this.look(period);
      if (trouble !== undefined) return `${clock} ${trouble}`;
    }
    if (this.register.get('g') === 'highWater' && this.n + this.taken > numberIn(this.register, 'c'))
      return `${clock} raise ${this.n + this.taken}`;
    const n = this.n + this.taken;
    for (const { period, opened, fields } of this.writes)
      if (fields.size > 0) this.write(period, opened, fields, n);
    put(this.register, { n, [`@${this.args.member}`]: n });
    if (this.memory.now - numberIn(this.register, 'born') >= this.args.covers) put(this.register, { st: 1 });
    for (const advance of this.advances)
      note(this.memory, this.keys.history, this.memory.now, 'advanced', advance);
    for (const [replay, { record, ttlMs }] of this.given)
      this.memory.replays.set(this.replayKey(replay), record, this.memory.now + ttlMs);
    const text = `${clock} took ${n} - ${this.register.get('r')} ${this.answers.join(' ')}`;
    if (this.records.size === 0) return text;
    return [text, ...[...this.records].map(([replay, record]) => `${replay} ${record}`)];
  }

  private look(period: Period): string | undefined {
    const { memory, register } = this;
    const hash = memory.hashes.get(period.hash);
    const [had, mark] = [hash?.get('#n'), register.get(`o${period.id}`)];
    const isClosed = memory.now >= period.closesAt;
    if (had !== mark && !isClosed) {
      const keys = { register: this.keys.register, history: this.keys.history, hash: period.hash };
      renewPeriod(memory, keys, period.id, period.expiresAt, Number(had ?? 0));
      return 'again';
    }
    const isStored = register.get('g') === 'highWater';
    if (had === undefined && isStored && period.opened === '-' && !isClosed)
      return `open ${this.n} ${period.id}`;
    const opened = openedWith(register, hash, period.beginsAt, memory.now);
    const offset =
      had === undefined && isStored ? Math.max(0, this.n - Number(period.opened)) : opened.offset;
    const fields: Hash = new Map();
    const known = { origin: opened.origin, offset };
    for (const { field, want } of period.wants)
      this.answers.push(this.takeOne(period, hash, known, fields, field, want));
    this.writes.push({ period, opened: known, fields });
    return undefined;
  }

  private takeOne(
    { id, closesAt }: Period,
    hash: Hash | undefined,
    opened: Opened,
    fields: Hash,
    field: string,
    want: string,
  ): string {
    const { register, args } = this;
    const [numbers = '', replayText, textAt = ''] = want.split(' ');
    const replay = Number(replayText ?? 0);
    if (replay > 0) {
      const earlier = this.records.get(replay) ?? this.memory.replays.get(this.replayKey(replay));
      if (earlier !== undefined) {
        this.records.set(replay, earlier);
        return `r${replay}`;
      }
    }
    if (this.memory.now >= closesAt) return 'c';
    const last = stand(register, fields.get(field) ?? hash?.get(field), opened, args);
    const lifts = numbers.startsWith('^') || numbers.startsWith('>');
    const to = lifts ? Math.max(last, Number(numbers.slice(1))) : last + Number(numbers) * args.step;
    const key = `${id} ${field}`;
    if ((to > args.highest && to > last) || this.shorts.has(key)) {
      this.shorts.add(key);
      return `s${last}`;
    }
    this.taken += (to - last) / args.step;
    if (numbers.startsWith('^') && to > last) this.advances.push(`${last} ${to} ${id} ${field}`);
    if (to > last || lifts) fields.set(field, written(register, to, opened));
    if (lifts) fields.set(`!${field}`, String(to));
    if (replay > 0) this.remember(replay, last + args.step, Number(numbers), textAt);
    return `${numbers.startsWith('>') && to > last ? 'u' : ''}${to}`;
  }

  private remember(replay: number, first: number, count: number, textAt: string): void {
    const [ttl = '', ...about] = this.args.rest[this.replaysFrom + replay - 1]?.split(' ') ?? [];
    const at = textAt === 'now' ? 'now' : Number(textAt);
    const record = writeReplayRecord(
      writeReplayRuns([{ first, count }]),
      at,
      this.memory.now,
      about.join(' '),
    );
    this.records.set(replay, record);
    this.given.set(replay, { record, ttlMs: Number(ttl) });
  }

  private write(
    { id, hash: key, expiresAt }: Period,
    { origin, offset }: Opened,
    fields: Hash,
    n: number,
  ): void {
    const isNew = !this.memory.hashes.get(key);
    const hash = hashAt(this.memory, key);
    for (const [name, value] of fields) hash.set(name, value);
    put(hash, { '#n': n, ...jumpsOf(this.register), ...(isNew && { '#o': origin, '#b': offset }) });
    put(this.register, { [`o${id}`]: n });
    if (isNew) {
      const keys = { register: this.keys.register, hash: key };
      markOpened(this.memory, keys, id, this.n - startOf(this.register, { origin, offset }), expiresAt);
    }
  }

  private replayKey(replay: number): string {
    return this.keys.others[this.args.periods + replay - 1] ?? '';
  }

  private get replaysFrom(): number {
    const { periods, rest } = this.args;
    let at = periods * 6;
    for (let period = 0; period < periods; period++) at += 2 * Number(rest[period * 6 + 5]);
    return at;
  }
}
