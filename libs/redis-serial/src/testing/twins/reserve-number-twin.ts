import { reserveNumber } from '../../serial/scripts/reserve-number.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import type { Ledger } from '../memory/ledger.js';
import { alignCounter, guardCounter, openCounter, takeFrom, type CounterCall } from './counters.js';
import { ledgerAt } from './ledgers.js';
import { isOtherTime } from './time.js';
import { twinOf } from './twin.js';

/** Reserves the lowest number that is free, or the next one; the same again for the same idempotency key. */
export const reserveNumberTwin = twinOf(reserveNumber, (memory, keys, args) => {
  const [, step, expiresAt, from, to, highest, base, leaseMs, graceMs, token, ...more] = args;
  const [at, replayTtl, scope, asks, , expiryRecord, , most, ...guard] = more;
  if (isOtherTime(memory, from, to)) return memory.time;
  const { now, replays, time } = memory;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const textAt = at === 'now' ? String(now) : String(at);
  const replay = keys[7];

  const earlier = replayTtl === 'none' ? undefined : earlierOf(ledger, replays.get(replay));
  if (earlier && earlier.scope !== scope) return [...time, 'otherScope', earlier.scope];
  if (earlier?.isValid) {
    const ends = ledger.reserved.get(earlier.value)?.ends ?? now;
    return [...time, 'reserved', String(earlier.value), earlier.token, earlier.textAt, String(ends)];
  }

  const call = { key: keys[0], highest, base, expiresAt };
  const trouble = guardCounter(memory, call, guard, step);
  if (trouble) return [...time, ...trouble];
  const { overdue } = ledger.sweep(now, asks === 1, expiryRecord, graceMs, most);

  const taken = ledger.takeFree() ?? takeNext(memory, call, ledger, step);
  if (!taken) return [...time, 'exhausted', String(openCounter(memory, call).last)];
  const { value, again } = taken;
  const ends = now + leaseMs;
  ledger.reserved.set(value, { token, textAt, again, ends });
  if (replayTtl !== 'none') replays.set(replay, `${token} ${value} ${textAt} ${scope}`, now + replayTtl);
  return [...time, 'reserved', String(value), token, textAt, String(ends), ...overdue];
});

interface Earlier {
  readonly token: string;
  readonly value: number;
  readonly textAt: string;
  readonly scope: string;
  /** Whether it is reserved or confirmed still. */
  readonly isValid: boolean;
}

function earlierOf(ledger: Ledger, record: string | undefined): Earlier | undefined {
  const [, token, text, textAt, scope] = /^(\S+) (\S+) (\S+) (.*)$/s.exec(record ?? '') ?? [];
  if (token === undefined || textAt === undefined || scope === undefined) return undefined;
  const value = Number(text);
  const isValid = ledger.confirmed.has(value) || ledger.reserved.get(value)?.token === token;
  return { token, value, textAt, scope, isValid };
}

function takeNext(
  memory: Keyspace,
  call: CounterCall,
  ledger: Ledger,
  step: number,
): { value: number; again: boolean } | undefined {
  const counter = openCounter(memory, call);
  alignCounter(counter, call.base, step);
  const value = takeFrom(counter, step, call.highest);
  if (value === undefined) return undefined;
  ledger.accounted = value;
  return { value, again: false };
}
