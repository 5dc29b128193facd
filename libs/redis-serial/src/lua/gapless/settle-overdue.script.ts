import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { LEDGER, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/**
 * Settles reservations whose leases ran out, after somebody was asked whether their numbers are used: used ones are
 * confirmed, the others free or void. One that was settled meanwhile, or is another's by now, stays as it is.
 */
export const settleOverdue = definePositional<{
  keys: LedgerKeys;
  /** For each, its value and token, and 1 if it is used. */
  args: [...LedgerArgs, unused: 'recycle' | 'void', record: string, ...answers: (string | 0 | 1)[]];
  reply: undefined;
}>({
  name: 'settleOverdue',
  source:
    EXACT +
    LEDGER +
    /* lua */ `
    local unused, record = ARGV[4], ARGV[5]
    local now = serverNow()
    for answer = 6, #ARGV, 3 do
      local value, token, isUsed = ARGV[answer], ARGV[answer + 1], ARGV[answer + 2] == '1'
      local whose, textAt, before = reservation(value)
      if whose == token and not isConfirmed(value) then
        if isUsed then
          confirm(value, before)
        elseif unused == 'recycle' then
          release(value, '!')
        else
          void(value, textAt, now, record)
        end
      end
    end
    return 1
  `,
  parse: () => undefined,
});
