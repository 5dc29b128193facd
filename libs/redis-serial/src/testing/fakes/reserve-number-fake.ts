import { reserveNumber } from '../../lua/gapless/reserve-number.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import type { Ledger } from '../memory/ledger.js';
import { alignCounter, guardCounter, openCounter, takeFrom, type CounterCall } from './counters.js';
import { ledgerAt } from './ledgers.js';
import { isOtherTime } from './time.js';
import { fakeOf } from './fake.js';

/** Reserves the lowest number that is free, or the next one; the same again for the same idempotency key. */
export const reserveNumberFake = fakeOf(reserveNumber, (memory, keys, args) => {
  const [, step, expiresAt, from, to, highest, base, leaseMs, graceMs, token, ...more] = args;
  const [at, replayTtl, scope, period, sought, asks, , expiryRecord, , most, guard] = more;
  if (isOtherTime(memory, from, to)) return memory.time;
  const { now, replays, time } = memory;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const textAt = at === 'now' ? String(now) : String(at);
  const replay = keys[7];

  const earlier = replayTtl === 'none' ? undefined : earlierOf(ledger, replays.get(replay));
  if (earlier && earlier.scope !== scope) return [...time, 'otherScope', earlier.scope];
  const isSought = earlier && earlier.token !== sought;
  if (isSought && earlier.period !== period) return [...time, 'otherPeriod', earlier.token, earlier.textAt];
  if (isSought && earlier.isValid) {
    const { value, token: whose, textAt: shown } = earlier;
    const found = ledger.reserved.get(value);
    if (found?.asked) return [...time, 'asked', `${value} ${whose} ${shown}`];
    if (found && found.ends <= now) found.ends = now + leaseMs;
    return [...time, 'reserved', String(value), whose, shown, String(found?.ends ?? now)];
  }

  if (sought === 'only') return [...time, 'gone'];

  const call = { key: keys[0], highest, base, expiresAt };
  const trouble = guardCounter(memory, call, guard, step);
  if (trouble) return [...time, ...trouble];
  const { overdue } = ledger.sweep(now, asks === 1, expiryRecord, graceMs, most);

  const taken = ledger.takeFree() ?? takeNext(memory, call, ledger, step);
  if (!taken) return [...time, 'exhausted', String(openCounter(memory, call).last)];
  const { value, before } = taken;
  const ends = now + leaseMs;
  ledger.reserved.set(value, { token, textAt, before, ends });
  if (replayTtl !== 'none')
    replays.set(replay, `${token} ${value} ${textAt} ${period} ${scope}`, now + replayTtl);
  return [...time, 'reserved', String(value), token, textAt, String(ends), ...overdue];
});

interface Earlier {
  readonly token: string;
  readonly value: number;
  readonly textAt: string;
  readonly period: string;
  readonly scope: string;
  /** Whether it is reserved or confirmed still. */
  readonly isValid: boolean;
}

function earlierOf(ledger: Ledger, record: string | undefined): Earlier | undefined {
  const parts = /^(\S+) (\S+) (\S+) (\S+) (.*)$/s.exec(record ?? '') ?? [];
  const [, token, text, textAt, period, scope] = parts;
  if (token === undefined || textAt === undefined || period === undefined || scope === undefined)
    return undefined;
  const value = Number(text);
  const isValid = ledger.isConfirmedBy(value, token) ?? ledger.reserved.get(value)?.token === token;
  return { token, value, textAt, period, scope, isValid };
}

function takeNext(
  memory: Keyspace,
  call: CounterCall,
  ledger: Ledger,
  step: number,
): ReturnType<Ledger['takeFree']> {
  const counter = openCounter(memory, call);
  alignCounter(counter, call.base, step);
  const value = takeFrom(counter, step, call.highest);
  if (value === undefined) return undefined;
  ledger.accounted = value;
  return { value, before: '' };
}
