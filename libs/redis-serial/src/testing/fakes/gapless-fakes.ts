import { auditNumbers } from '../../lua/gapless/audit-numbers.script.js';
import { lookAtReservations } from '../../lua/gapless/look-at-reservations.script.js';
import { settleOverdue } from '../../lua/gapless/settle-overdue.script.js';
import { settleReservation } from '../../lua/gapless/settle-reservation.script.js';
import { sweepNumbers } from '../../lua/gapless/sweep-numbers.script.js';
import { voidFree } from '../../lua/gapless/void-free.script.js';
import type { Ledger } from '../memory/ledger.js';
import { ledgerAt } from './ledgers.js';
import { reserveNumberFake } from './reserve-number-fake.js';
import { isOtherTime } from './time.js';
import { fakeOf, type Fake } from './fake.js';

const settleFake = fakeOf(settleReservation, (memory, keys, args) => {
  const [, , expiresAt, value, token, verdict, record] = args;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const { reserved, voided, free } = ledger;
  const found = reserved.get(value);
  const isMine = found && (found.token === token || (token === 'any' && found.before !== '!'));
  const isConfirmed = ledger.isConfirmedBy(value, token);
  if (isConfirmed !== undefined) return isConfirmed ? 'confirmed' : 'others';
  const gone = voided.get(value);
  if (gone !== undefined) return ['voided', gone];
  if (free.has(value)) return 'free';
  if (!found) return 'unknown';
  if (!isMine) return 'others';
  if (verdict === 'look') return ['reserved', found.token, found.textAt];
  if (verdict === 'confirm') {
    ledger.confirm(value);
    return 'confirmed';
  }
  if (verdict === 'recycle' && found.asked) return 'cancelled';
  if (verdict === 'recycle') ledger.release(value, found.before === '!');
  else ledger.void(value, found.textAt, memory.now, record);
  return 'cancelled';
});

const settleOverdueFake = fakeOf(settleOverdue, (memory, keys, args) => {
  const [, , expiresAt, unused, record, ...answers] = args;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  for (let index = 0; index < answers.length; index += 3) {
    const value = Number(answers[index]);
    const found = ledger.reserved.get(value);
    if (!found || found.token !== answers[index + 1]) continue;
    if (answers[index + 2] === 1) ledger.confirm(value);
    else if (unused === 'recycle') ledger.release(value, true);
    else ledger.void(value, found.textAt, memory.now, record);
  }
  return 1;
});

const sweepFake = fakeOf(sweepNumbers, (memory, keys, args) => {
  const [, , expiresAt, , asks, , expiryRecord, , graceMs, most] = args;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const { count, overdue } = ledger.sweep(memory.now, asks === 1, expiryRecord, graceMs, most);
  return [count, ...overdue];
});

const lookFake = fakeOf(lookAtReservations, (memory, keys) => {
  const ledger = memory.ledgers.get(keys[1]);
  return [ledger?.reserved.size ?? 0, ledger?.free.size ?? 0, String(ledger?.lowestFree ?? '')];
});

const voidFreeFake = fakeOf(voidFree, (memory, keys, args) => {
  const [, , expiresAt, from, to, textAt, record, , , most] = args;
  if (isOtherTime(memory, from, to)) return memory.time;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const values = [...ledger.free.keys()].sort((one, other) => one - other).slice(0, most);
  for (const value of values) {
    ledger.free.delete(value);
    ledger.void(value, String(textAt), memory.now, record);
  }
  return [...memory.time, values.map(String)];
});

const auditFake = fakeOf(auditNumbers, (memory, keys, args) => {
  const [, step, expiresAt, from, to, base, first, most] = args;
  if (isOtherTime(memory, from, to)) return memory.time;
  const ledger = ledgerAt(memory, keys[1], expiresAt);
  const accounted = ledger.accounted ?? base;
  const last = Math.min(accounted, first + (most - 1) * step);
  const floor = memory.counters.get(keys[0])?.floor ?? base;
  return [...memory.time, String(accounted), ...counted(ledger, first, last, step, floor)];
});

function counted(ledger: Ledger, first: number, last: number, step: number, floor: number): unknown[] {
  let sure = 0;
  let waiting = 0;
  const [spare, missing, gone]: string[][] = [[], [], []];
  for (let value = first; value <= last; value += step) {
    const record = ledger.voided.get(value);
    if (ledger.confirmed.has(value)) sure++;
    else if (record !== undefined) gone?.push(String(value), record);
    else if (ledger.reserved.has(value)) waiting++;
    else if (ledger.free.has(value)) spare?.push(String(value));
    else if (value > floor) missing?.push(String(value));
  }
  return [sure, waiting, spare, missing, gone];
}

/** What the scripts of reservations do. */
export const GAPLESS_FAKES: readonly Fake[] = [
  reserveNumberFake,
  settleFake,
  settleOverdueFake,
  sweepFake,
  lookFake,
  voidFreeFake,
  auditFake,
];
