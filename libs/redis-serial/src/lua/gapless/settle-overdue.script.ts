import { serverMs } from '../common.js';
import { list, oneOf, whole, wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';
import { confirmNumber, isConfirmed } from './confirmed.record.js';
import { releaseNumber } from './free.record.js';
import { readReservation } from './reservation.record.js';
import { voidNumber } from './voided.record.js';

/**
 * Settles reservations whose leases ran out, after somebody was asked whether their numbers are used: used ones are
 * confirmed, the others free or void. One that was settled meanwhile, or is another's by now, stays as it is.
 * `answers` are value, token and 1 or 0 for each.
 */
export const settleOverdue = defineScript({
  name: 'settleOverdue',
  keys: ['pending', 'reserved', 'free', 'voided', 'confirmed'],
  args: [
    whole('start'),
    whole('step'),
    wholeOr('expiresAt', 'never'),
    oneOf('unused', 'recycle', 'void'),
    'why',
    list('answers'),
  ],
  uses: [serverMs, readReservation, isConfirmed, confirmNumber, releaseNumber, voidNumber],
  source: /* lua */ `
    local now = serverMs()
    for i = 1, #answers, 3 do
      local value, token, isUsed = answers[i], answers[i + 1], answers[i + 2] == '1'
      local whose, textAt, earlierHolder = readReservation(value)
      if whose == token and not isConfirmed(value) then
        if isUsed then
          confirmNumber(value, earlierHolder)
        elseif unused == 'recycle' then
          releaseNumber(value, '!')
        else
          voidNumber(value, textAt, now, why)
        end
      end
    end
    return 1
  `,
  parse: () => undefined,
});

/** What somebody said about an overdue number, as `answers` has it. */
export function overdueAnswer(value: number, token: string, isUsed: boolean): readonly string[] {
  return [String(value), token, isUsed ? '1' : '0'];
}
