import { EXACT, SERVER_CLOCK } from '../common.js';
import { definePositional } from '../positional.js';
import { LOCK_FENCES } from './lock-fences.js';
import { LOCK_QUEUE } from './lock-queue.js';
import { LOCK_STATE } from './lock-state.js';
import { LOCK_TURNS } from './lock-commands.js';

/** What became of each turn, in their order, as text that its asker reads; and when, by the server's clock. */
export interface CommandReplies {
  /** Microseconds since 1970; absent when nobody needed them. */
  readonly micros: number | undefined;
  /** Whether somebody waits for any lock of the shard. */
  readonly contended: boolean;
  readonly answers: readonly string[];
}

// One lock that nobody waits for is served without further ado: the rest of the script is not even defined then.
const UNCONTENDED = /* lua */ `
  if #ARGV == 5 and redis.call('EXISTS', KEYS[2]) == 0 then
    local turn, token, number, kind = string.match(ARGV[5], '^(%a+) (%S+) (%d+) ?(%S*)')
    if turn == 'take' and kind == 'w' then
      local time = redis.call('TIME')
      local clock = time[1] * 1000000 + time[2]
      local least = tonumber(redis.call('GET', KEYS[1]) or '0') + 1
      local micros = string.format('%.0f', clock)
      local fence = least > clock and string.format('%.0f', least) or micros
      local text = '0' .. token .. ' ' .. fence .. ' ' .. micros .. ' ' .. ARGV[1]
      if redis.call('SET', KEYS[3], text, 'NX', 'PX', number) then
        redis.call('SET', KEYS[1], fence)
        return micros .. ' ' .. fence
      end
    elseif turn == 'give' and number == '0' then
      local text = redis.pcall('GET', KEYS[3])
      if type(text) == 'string' and string.sub(text, 2, #token + 2) == token .. ' ' then
        redis.call('DEL', KEYS[3])
        return ' 1'
      end
    end
  end
`;

const SERVE_ALL = /* lua */ `
  local answers = {}
  for i = 1, #ARGV - 4 do
    local name, needs = string.match(ARGV[i + 4], '^(%S+) ?(.*)$')
    local served, answer = pcall(turns[name], KEYS[i * 2 + 1], KEYS[i * 2 + 2], needs)
    if not served then
      answer = 'error ' .. (type(answer) == 'table' and answer.err or tostring(answer))
    end
    answers[i] = answer
  end
  keepFences()
  return { exact(micros), redis.call('EXISTS', queues), answers }
`;

/**
 * Serves turns of many locks at once. KEYS: the fences of the shard, and its queues that have somebody in them; then for
 * each turn the lock and its queue. ARGV: the asking process, how long a grant waits to be claimed in ms, the channel's
 * name without the process, 1 if the number of listeners that PUBLISH answers is complete; then each turn's name and what it needs,
 * with blanks between, as `LOCK_TURNS` says. A turn that failed replies `error <message>`, and the others go on.
 */
export const serveCommands = definePositional<{
  keys: [fences: string, queues: string, ...locksAndTheirQueues: string[]];
  args: [
    process: string,
    claimMs: number,
    wakeChannel: string,
    everyListenerIsHere: number,
    ...turns: string[],
  ];
  reply: CommandReplies;
}>({
  name: 'serveCommands',
  source:
    UNCONTENDED +
    SERVER_CLOCK +
    EXACT +
    /* lua */ `
    local micros = serverMicros()
    local now = math.floor(micros / 1000)
    local fences, queues = KEYS[1], KEYS[2]
    local process, claimMs, wakeChannel = ARGV[1], ARGV[2], ARGV[3]
    local everyListenerIsHere = ARGV[4] == '1'
    ` +
    LOCK_FENCES +
    LOCK_STATE +
    LOCK_QUEUE +
    LOCK_TURNS +
    SERVE_ALL,
  parse: (reply) => {
    if (typeof reply === 'string') {
      const [time, answer = ''] = reply.split(' ');
      return { micros: time ? Number(time) : undefined, contended: false, answers: [answer] };
    }
    const [micros, contended, answers] = reply as [string, number | string, string[]];
    return { micros: Number(micros), contended: Number(contended) === 1, answers };
  },
});
