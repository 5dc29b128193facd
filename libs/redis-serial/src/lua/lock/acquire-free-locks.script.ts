import { definePositional } from '../positional.js';

/** What became of locks that were to be taken and given back the short way. */
export interface FastPathReply {
  /** Whether somebody waits for any lock of the shard; then nothing was done. */
  readonly contended: boolean;
  /** The server's clock in microseconds; absent when nothing was to be taken. */
  readonly micros: number | undefined;
  /** The fence of all locks that were taken. */
  readonly fence: number;
  /** For each lock in the order of the keys, 1 if it was taken, or given back, and 0 if not. */
  readonly done: string;
}

/** The length of every token that goes this way: of a UUID. */
export const TOKEN_LENGTH = 36;

/**
 * Gives back and takes locks for which nobody else waits, which is what most locks come to: as short as can be, since
 * every command and every text in a script counts. KEYS: after the first two, the locks to be taken, then those to be
 * given back. ARGV: the asking process, how many are to be taken, the tokens of all in the order of their locks with
 * nothing between, and the lease in ms of each that is taken, or one for all. What is not as simple as that is left
 * alone, for `serveCommands`.
 *
 * All that are taken get one fence: higher than every one before, and the server's clock in microseconds where that is
 * higher still, as in `LOCK_FENCES`. It has to rise for each lock only, and none is taken twice here.
 */
export const acquireFreeLocks = definePositional<{
  keys: [fences: string, queues: string, ...locks: string[]];
  args: [process: string, takes: number, tokens: string, ...leasesMs: number[]];
  reply: FastPathReply;
}>({
  name: 'acquireFreeLocks',
  source: /* lua */ `
    local call = redis.call
    if call('EXISTS', KEYS[2]) == 1 then
      return '1'
    end
    local takes, tokens, done, micros, fence = tonumber(ARGV[2]), ARGV[3], {}, '', ''
    local function token(i)
      return string.sub(tokens, (i - 1) * ${TOKEN_LENGTH} + 1, i * ${TOKEN_LENGTH})
    end
    if takes < #KEYS - 2 then
      local texts, mine = call('MGET', unpack(KEYS, takes + 3)), {}
      for i, text in ipairs(texts) do
        local at = takes + i
        local isHeld = text and string.sub(text, 2, ${TOKEN_LENGTH + 2}) == token(at) .. ' '
        if isHeld then
          mine[#mine + 1] = KEYS[at + 2]
        end
        done[at] = isHeld and '1' or '0'
      end
      if #mine > 0 then
        call('DEL', unpack(mine))
      end
    end
    if takes > 0 then
      local time = call('TIME')
      local clock = time[1] * 1000000 + time[2]
      local least = tonumber(call('GET', KEYS[1]) or '0') + 1
      micros = string.format('%.0f', clock)
      fence = least > clock and string.format('%.0f', least) or micros
      call('SET', KEYS[1], fence)
      local holder = ' ' .. fence .. ' ' .. micros .. ' ' .. ARGV[1]
      for i = 1, takes do
        local text = '0' .. token(i) .. holder
        done[i] = call('SET', KEYS[i + 2], text, 'PX', ARGV[i + 3] or ARGV[4], 'NX') and '1' or '0'
      end
    end
    return '0 ' .. micros .. ' ' .. fence .. ' ' .. table.concat(done)
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
