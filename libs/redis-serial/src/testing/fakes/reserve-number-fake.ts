import {
  readGaplessReplayRecord,
  writeGaplessReplayRecord,
  type GaplessReplay,
} from '../../lua/gapless/gapless-replay.record.js';
import { writeOverdue } from '../../lua/gapless/overdue.js';
import { reserveNumber } from '../../lua/gapless/reserve-number.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import type { MemoryReservations, TakenFree } from '../memory/reservations.js';
import { alignCounter, callOf, counterAt, openCounter, takeFrom } from './counters.js';
import { fakeOf } from './fake.js';
import { accountUpTo, noteLoss } from './gapless-losses.js';
import { guardCounter } from './guard-counter.js';
import { openReservations } from './reservations.js';
import { sweep } from './sweep.js';
import { isOtherTime } from './time.js';

/** Reserves the lowest free number, else the next one. The same idempotency key gets the same number again. */
export const reserveNumberFake = fakeOf(reserveNumber, (memory, keys, args) => {
  const { step, leaseMs, token, replayTtlMs, scope, period, earlier: sought } = args;
  if (isOtherTime(memory, args.fromSecond, args.toSecond)) return memory.time;
  const { now, replays, time } = memory;
  const reservations = openReservations(memory, keys, args.expiresAt);
  const textAt = args.textAt === 'now' ? String(now) : String(args.textAt);

  const earlier =
    replayTtlMs === 'none' ? undefined : readGaplessReplayRecord(replays.get(keys.replay) ?? '');
  if (earlier && earlier.scope !== scope) return [...time, 'otherScope', earlier.scope];
  const isSought = earlier && earlier.token !== sought;
  if (isSought && earlier.period !== period) return [...time, 'otherPeriod', earlier.token, earlier.textAt];
  if (isSought && isTheirs(reservations, earlier)) {
    const { value, token: whose, textAt: shown } = earlier;
    const found = reservations.reserved.get(value);
    if (found?.asked) return [...time, 'asked', writeOverdue(value, whose, shown)];
    if (found && found.ends <= now) found.ends = now + leaseMs;
    return [...time, 'reserved', String(value), whose, shown, String(found?.ends ?? now)];
  }

  if (sought === 'only') return [...time, 'gone'];

  const call = callOf(keys, args);
  if (args.guard) {
    const isKnown = noteLoss(memory, keys, args.graceMs);
    const trouble = guardCounter(memory, call, step);
    if (trouble) return [...time, ...trouble];
    if (!isKnown) counterAt(memory, call).ledgerRun = memory.run;
  }
  const { overdue } = sweep(reservations, now, { ...args, textAt });

  const taken = reservations.takeFree() ?? takeNext(memory, keys, args);
  if (!taken) return [...time, 'exhausted', String(openCounter(memory, call).last)];
  const { value, earlierHolder } = taken;
  const ends = now + leaseMs;
  reservations.reserved.set(value, { token, textAt, earlierHolder, ends });
  if (replayTtlMs !== 'none') {
    const replay = writeGaplessReplayRecord({ token, value, textAt, period, scope });
    replays.set(keys.replay, replay, now + replayTtlMs);
  }
  return [...time, 'reserved', String(value), token, textAt, String(ends), ...overdue];
});

// Whether the number is still reserved or confirmed by this key.
function isTheirs(reservations: MemoryReservations, { value, token }: GaplessReplay): boolean {
  const isConfirmed = reservations.isConfirmedBy(value, token);
  return isConfirmed ?? reservations.reserved.get(value)?.token === token;
}

function takeNext(memory: Keyspace, keys: Keys, args: Args): TakenFree | undefined {
  const { base, step, highest, graceMs } = args;
  const counter = openCounter(memory, callOf(keys, args));
  alignCounter(counter, base, step);
  const value = takeFrom(counter, step, highest);
  if (value === undefined) return undefined;
  accountUpTo(memory, keys, args, value - step, memory.now + graceMs);
  counter.accounted = value;
  return { value, earlierHolder: '' };
}

type Keys = Parameters<typeof reserveNumber.keysOf>[0];
type Args = Parameters<typeof reserveNumber.argsOf>[0];
