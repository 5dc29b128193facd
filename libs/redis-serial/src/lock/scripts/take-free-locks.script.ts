import { defineScript } from '../../redis/lua-script.js';

/** What became of locks that were to be taken and given back the short way. */
export interface ShortAnswer {
  /** Whether somebody waits for any lock of the shard; then nothing was done. */
  readonly contended: boolean;
  /** The server's clock in microseconds; absent when nothing was to be taken. */
  readonly micros: number | undefined;
  /** The fence of all locks that were taken. */
  readonly fence: number;
  /** For each in its order, 1 if it was taken, or given back, and 0 if not. */
  readonly done: string;
}

/**
 * Takes and gives back locks for which nobody else waits, which is what most locks come to: as short as can be, since
 * every command and every text in a script counts. ARGV: the asking process, and for each lock `t<token> <leaseMs>` (to
 * take) or `g<token> 0` (to give back), a blank between. What is not as simple as that is left alone, for `takeTurns`.
 *
 * All that are taken get one fence: higher than every one before, and the server's clock in microseconds where that is
 * higher still, as in `LOCK_FENCES`. It has to rise for each lock only, and none is taken twice here.
 */
export const takeFreeLocks = defineScript<{
  keys: [fences: string, queues: string, ...locks: string[]];
  args: [process: string, turns: string];
  reply: ShortAnswer;
}>({
  name: 'takeFreeLocks',
  source: /* lua */ `
    if redis.call('EXISTS', KEYS[2]) == 1 then
      return '1'
    end
    local done, i, micros, fence, holder = '', 2, '', '', nil
    for turn, token, leaseMs in string.gmatch(ARGV[2], '(%a)(%S+) (%d+)') do
      i = i + 1
      local lock, isDone = KEYS[i], false
      if turn == 't' then
        if not holder then
          local time = redis.call('TIME')
          local clock = time[1] * 1000000 + time[2]
          local least = tonumber(redis.call('GET', KEYS[1]) or '0') + 1
          micros = string.format('%.0f', clock)
          fence = least > clock and string.format('%.0f', least) or micros
          redis.call('SET', KEYS[1], fence)
          holder = ' ' .. fence .. ' ' .. micros .. ' ' .. ARGV[1]
        end
        isDone = redis.call('SET', lock, '0' .. token .. holder, 'NX', 'PX', leaseMs)
      else
        local text = redis.pcall('GET', lock)
        if type(text) == 'string' and string.sub(text, 2, #token + 2) == token .. ' ' then
          isDone = redis.call('DEL', lock)
        end
      end
      done = done .. (isDone and '1' or '0')
    end
    return '0 ' .. micros .. ' ' .. fence .. ' ' .. done
  `,
  parse: (reply) => {
    const [contended, micros, fence, done = ''] = String(reply).split(' ');
    return {
      contended: contended === '1',
      micros: micros ? Number(micros) : undefined,
      fence: Number(fence),
      done,
    };
  },
});
