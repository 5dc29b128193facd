import { serverMs } from '../common.js';
import { list, oneOf, whole, wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';
import { confirmNumber, isConfirmed } from './confirmed.record.js';
import { releaseNumber } from './free.record.js';
import { readReservation } from './reservation.record.js';
import { voidNumber } from './voided.record.js';

/**
 * Settles overdue numbers after `isUsed` was asked about them: used ones are confirmed, the others are free or void. A
 * number that was settled meanwhile, or is reserved by somebody else, stays as it is. `answers` has a value, a token
 * and 1 or 0 for each number.
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

/** The answer about an overdue number, as the argument `answers` has it. */
export function overdueAnswer(value: number, token: string, isUsed: boolean): readonly string[] {
  return [String(value), token, isUsed ? '1' : '0'];
}
