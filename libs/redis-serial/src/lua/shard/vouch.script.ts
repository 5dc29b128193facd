import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs, serverIdentity } from './register.record.js';

/**
 * A member stands in for one that has joined only just: it will name it after a loss, so that the newcomer need not
 * wait until its registration is safe. Where members have a store, only they can: they have it count the newcomer.
 * Replies the identity of the server under which that holds, or '' where it
 * can't.
 */
export const vouchFor = defineScript({
  name: 'vouchFor',
  keys: ['register'],
  args: ['member', 'newcomer', whole('covers')],
  uses: [clockMs, serverIdentity],
  source: /* lua */ `
    local now = clockMs(redis.call('TIME'))
    local was = redis.call('HMGET', register, 'id', 'rec', '+' .. member, '+' .. newcomer, 'g', '&' .. member, 'cv',
      '~' .. member, '~' .. newcomer)
    local server = serverIdentity()
    if not was[3] or not was[4] or was[2] or server ~= '-' and was[1] ~= server then
      return { '' }
    end
    -- What the member wants that is covered longest holds for all.
    local isSafe = now - was[3] >= math.max(covers, was[7] or 0)
    -- It may stand only for who takes the same for safe as itself.
    local kind = was[8] and string.match(was[8], '^(%a+) 1$')
    isSafe = isSafe or kind and was[9] and string.match(was[9], '^%a+') == kind
    if was[5] == 'highWater' then
      isSafe = was[6] == 'highWater'
    end
    if not isSafe then
      return { '' }
    end
    return { was[1], was[7] or covers }
  `,
  parse: (reply): Vouched => {
    const [identity, covers] = reply as [string, string | undefined];
    return { identity, coversMs: Number(covers ?? 0) };
  },
});

/** Under which server it holds, or '', and how long the newcomer has to be named. */
export interface Vouched {
  readonly identity: string;
  readonly coversMs: number;
}
