import { list, whole, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { freeFence } from './free-lock.js';
import { isHeldBy, writeExclusiveHolder } from './holder.record.js';

/** What became of locks that were to be acquired and released by the fast path. */
export interface FastPathReply {
  /** Whether somebody waits for any lock of the shard; then nothing was done. */
  readonly contended: boolean;
  /** The server's clock in microseconds; absent when nothing was to be acquired. */
  readonly micros: number | undefined;
  /** The fence of all locks that were acquired. */
  readonly fence: number;
  /** For each lock in the order of the keys, 1 if it was acquired, or released, and 0 if not. */
  readonly done: string;
}

/** The length of every token that goes this way: of a UUID. */
export const TOKEN_LENGTH = 36;

/**
 * Releases and acquires locks for which nobody else waits, which is what most locks come to: as short as can be, since
 * every command and every text in a script counts. What is not as simple as that is left alone, for `serveCommands`.
 *
 * All that are acquired get one fence: it has to rise for each lock only, and none is acquired twice here.
 */
export const acquireFreeLocks = defineScript({
  name: 'acquireFreeLocks',
  /** Those to be acquired, then those to be released. */
  keys: ['fences', 'queues', list('locks')],
  /**
   * The tokens of all, in the order of their locks with nothing between; a lease for each that is acquired, or one for
   * all.
   */
  args: ['process', whole('count'), 'tokens', list(wholeText('leasesMs'))],
  uses: [freeFence, isHeldBy, writeExclusiveHolder],
  source: /* lua */ `
    local call = redis.call
    if call('EXISTS', queues) == 1 then
      return '1'
    end
    local TOKEN_LENGTH = 36
    local done, fence, micros = {}, '', ''
    local function token(i)
      return string.sub(tokens, (i - 1) * TOKEN_LENGTH + 1, i * TOKEN_LENGTH)
    end
    if count < #locks then
      local texts, mine = call('MGET', unpack(locks, count + 1)), {}
      for i, text in ipairs(texts) do
        local at = count + i
        local isMine = text and isHeldBy(text, token(at))
        if isMine then
          mine[#mine + 1] = locks[at]
        end
        done[at] = isMine and '1' or '0'
      end
      if #mine > 0 then
        call('DEL', unpack(mine))
      end
    end
    if count > 0 then
      fence, micros = freeFence()
      call('SET', fences, fence)
      local rest = holderRest(fence, micros, process)
      for i = 1, count do
        local text = exclusiveHolder('0', token(i), rest)
        done[i] = call('SET', locks[i], text, 'PX', leasesMs[i] or leasesMs[1], 'NX') and '1' or '0'
      end
    end
    return '0 ' .. micros .. ' ' .. fence .. ' ' .. table.concat(done)
  `,
  parse: (reply): FastPathReply => {
    const [contended, micros, fence, done = ''] = String(reply).split(' ');
    return {
      contended: contended === '1',
      micros: micros ? Number(micros) : undefined,
      fence: Number(fence),
      done,
    };
  },
});
