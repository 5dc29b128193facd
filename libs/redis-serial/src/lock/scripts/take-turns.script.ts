import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK_FENCES } from './lock-fences.js';
import { LOCK_QUEUE } from './lock-queue.js';
import { LOCK_STATE } from './lock-state.js';
import { LOCK_TURNS } from './lock-turns.js';

/** What became of each turn, in their order, as text that its asker reads; and when, by the server's clock. */
export interface TurnsAnswer {
  /** Microseconds since 1970. */
  readonly micros: number;
  /** Whether somebody waits for any lock of the shard. */
  readonly contended: boolean;
  readonly answers: readonly string[];
}

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
export const takeTurns = defineScript<{
  keys: [fences: string, queues: string, ...locksAndTheirQueues: string[]];
  args: [
    process: string,
    claimMs: number,
    wakeChannel: string,
    everyListenerIsHere: number,
    ...turns: string[],
  ];
  reply: TurnsAnswer;
}>({
  name: 'takeTurns',
  source:
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
    const [micros, contended, answers] = reply as [string, number | string, string[]];
    return { micros: Number(micros), contended: Number(contended) === 1, answers };
  },
});
