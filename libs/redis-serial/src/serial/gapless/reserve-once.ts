import type { CounterCall } from '../allocation/number-request.js';
import type { Reserved } from '../../lua/gapless/reserve-number.script.js';
import type { OverdueNumbers } from './overdue-numbers.js';
import type { ReservationsAt, ReservationStore, Wanted } from './reservation-store.js';
import { refusal, textOf } from './settlement.js';

type Final = Extract<Reserved, { readonly outcome: 'reserved' | 'exhausted' | 'otherScope' }>;

/**
 * Reserves a number, or finds the number that its idempotency key already got, also in another period. If `isUsed` was
 * asked about that number, by a process that may have died since, a second number for the same key must wait for the
 * answer.
 * @throws {ReservationError} when there is no answer.
 */
export async function reserveOnce(
  store: ReservationStore,
  overdue: OverdueNumbers,
  call: CounterCall,
  wanted: Omit<Wanted, 'earlier'>,
): Promise<{ readonly where: ReservationsAt; readonly reply: Final }> {
  let [looked, earlier, found] = [call, 'any', ''];
  for (let hasAsked = false; ;) {
    const { minute, reply } = await store.reserve(looked, { ...wanted, earlier }, overdue.sweepingOf(call));
    const where = { call: looked, minute };
    if (reply.outcome === 'otherPeriod') {
      [looked, earlier, found] = [{ ...call, at: reply.textAt }, 'only', reply.token];
    } else if (reply.outcome === 'gone') {
      [looked, earlier] = [call, found];
    } else if (reply.outcome === 'asked') {
      const asked = reply.overdue;
      if (hasAsked) throw refusal(where, textOf(where, asked.value, asked.textAt), 'asked');
      await overdue.ask(where, [asked]);
      hasAsked = true;
    } else {
      return { where, reply };
    }
  }
}
