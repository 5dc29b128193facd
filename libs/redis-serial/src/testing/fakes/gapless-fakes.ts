import { auditNumbers } from '../../lua/gapless/audit-numbers.script.js';
import { lookAtReservations } from '../../lua/gapless/look-at-reservations.script.js';
import { settleOverdue } from '../../lua/gapless/settle-overdue.script.js';
import { settleReservation } from '../../lua/gapless/settle-reservation.script.js';
import { sweepNumbers } from '../../lua/gapless/sweep-numbers.script.js';
import { voidFree } from '../../lua/gapless/void-free.script.js';
import type { MemoryReservations } from '../memory/reservations.js';
import { fakeOf, type Fake } from './fake.js';
import { accountUpTo, noteLoss } from './gapless-losses.js';
import { reservationsAt } from './reservations.js';
import { reserveNumberFake } from './reserve-number-fake.js';
import { sweep } from './sweep.js';
import { isOtherTime } from './time.js';

const settleFake = fakeOf(settleReservation, (memory, { reserved }, { value, token, verdict, why }) => {
  const reservations = reservationsAt(memory, reserved);
  const found = reservations.reserved.get(value);
  // Of what was lost nobody knows the token any more.
  const isMine =
    !found || [token, 'lost'].includes(found.token) || (token === 'any' && found.earlierHolder !== '!');
  const isConfirmed = reservations.isConfirmedBy(value, token);
  if (isConfirmed !== undefined) return isConfirmed ? 'confirmed' : 'others';
  const gone = reservations.voided.get(value);
  if (gone !== undefined) return ['voided', gone];
  if (reservations.free.has(value)) return 'free';
  if (!isMine) return 'others';
  if (!found && !reservations.isLost(value)) return 'unknown';
  if (verdict === 'look') return ['reserved', found?.token ?? 'any', found?.textAt ?? ''];
  if (verdict === 'confirm') {
    reservations.confirm(value);
    return 'confirmed';
  }
  if (verdict === 'recycle' && (!found || found.asked)) return 'cancelled';
  if (verdict === 'recycle') reservations.release(value, found?.earlierHolder === '!');
  else reservations.void(value, found?.textAt ?? String(memory.now), memory.now, why);
  return 'cancelled';
});

const settleOverdueFake = fakeOf(settleOverdue, (memory, { reserved }, { unused, why, answers }) => {
  const reservations = reservationsAt(memory, reserved);
  for (let i = 0; i < answers.length; i += 3) {
    const value = Number(answers[i]);
    const found = reservations.reserved.get(value);
    if (!found || found.token !== answers[i + 1]) continue;
    if (answers[i + 2] === '1') reservations.confirm(value);
    else if (unused === 'recycle') reservations.release(value, true);
    else reservations.void(value, found.textAt, memory.now, why);
  }
  return 1;
});

const sweepFake = fakeOf(sweepNumbers, (memory, keys, args) => {
  const { start, step, graceMs } = args;
  const { last, accounted } = memory.counters.get(keys.counter) ?? {};
  if (last !== undefined && accounted === undefined) {
    const lastOfGrid = start + Math.floor((last - start) / step) * step;
    accountUpTo(memory, keys, args, lastOfGrid, memory.now + graceMs);
  }
  const { count, overdue } = sweep(reservationsAt(memory, keys.reserved), memory.now, args);
  return [count, ...overdue];
});

const lookFake = fakeOf(lookAtReservations, (memory, { pending }) => {
  const { reserved, free, lowestFree } = reservationsAt(memory, pending);
  return [reserved.size, free.size, String(lowestFree ?? '')];
});

const voidFreeFake = fakeOf(voidFree, (memory, keys, args) => {
  const { fromSecond, toSecond, textAt, why, graceMs, guard, most } = args;
  if (isOtherTime(memory, fromSecond, toSecond)) return memory.time;
  if (guard !== 'none') noteLoss(memory, keys, graceMs);
  const reservations = reservationsAt(memory, keys.reserved);
  const values = [...reservations.free.keys()].sort((one, other) => one - other).slice(0, most);
  for (const value of values) {
    reservations.free.delete(value);
    reservations.void(value, String(textAt), memory.now, why);
  }
  return [...memory.time, values.map(String)];
});

const auditFake = fakeOf(auditNumbers, (memory, { counter, reserved }, args) => {
  const { step, fromSecond, toSecond, base, first, most } = args;
  if (isOtherTime(memory, fromSecond, toSecond)) return memory.time;
  const reservations = reservationsAt(memory, reserved);
  const { accounted = base, floor = base } = memory.counters.get(counter) ?? {};
  const last = Math.min(accounted, first + (most - 1) * step);
  return [...memory.time, String(accounted), ...counted(reservations, first, last, step, floor)];
});

function counted(
  reservations: MemoryReservations,
  first: number,
  last: number,
  step: number,
  floor: number,
): unknown[] {
  const { confirmed, voided, reserved, free } = reservations;
  let sure = 0;
  let waiting = 0;
  const [spare, missing, gone]: string[][] = [[], [], []];
  for (let value = first; value <= last; value += step) {
    const record = voided.get(value);
    if (confirmed.has(value)) sure++;
    else if (record !== undefined) gone?.push(String(value), record);
    else if (reserved.has(value) || reservations.isLost(value)) waiting++;
    else if (free.has(value)) spare?.push(String(value));
    else if (value > floor) missing?.push(String(value));
  }
  return [sure, waiting, spare, missing, gone];
}

/** The fakes of the reservation scripts. */
export const GAPLESS_FAKES: readonly Fake[] = [
  reserveNumberFake,
  settleFake,
  settleOverdueFake,
  sweepFake,
  lookFake,
  voidFreeFake,
  auditFake,
];
