import { exact } from '../common.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { serveOneFreeLock } from './free-lock.js';
import { lockCommands } from './lock-commands.js';
import { lockFences } from './lock-fences.js';
import { lockTime } from './lock-time.js';

/** What became of each command, in their order, as text that its asker reads; and when, by the server's clock. */
export interface CommandReplies {
  /** Microseconds since 1970; absent when nobody needed them. */
  readonly micros: number | undefined;
  /** Whether somebody waits for any lock of the shard. */
  readonly contended: boolean;
  readonly answers: readonly string[];
}

/**
 * Serves commands of many locks at once, as `lockCommands` says. `queues` are those of the shard that have somebody in
 * them; `claimMs` says how long a grant waits to be claimed; `wakeChannel` is the channel's name without the process;
 * `everyListenerIsHere` whether the number of listeners that PUBLISH answers is complete. A command that failed replies
 * `error <message>`, and the others go on. A replica, which takes no writes, replies an error for all.
 */
export const serveCommands = defineScript({
  name: 'serveCommands',
  /** For each command, the lock and its queue. */
  keys: ['fences', 'queues', list('locksAndQueues')],
  /** For each command, its name and what it needs. */
  args: ['process', whole('claimMs'), 'wakeChannel', flag('everyListenerIsHere'), list('texts')],
  uses: [serveOneFreeLock, exact, lockTime, lockFences, lockCommands],
  source: /* lua */ `
    local answers = {}
    for i, text in ipairs(texts) do
      local name, needs = string.match(text, '^(%S+) ?(.*)$')
      local served, answer = pcall(commands[name], locksAndQueues[i * 2 - 1], locksAndQueues[i * 2], needs)
      if not served then
        local message = type(answer) == 'table' and answer.err or tostring(answer)
        -- The same for every command; and the client must see that it talks to a server that takes no writes.
        if string.find(message, 'READONLY', 1, true) then
          return redis.error_reply(message)
        end
        answer = 'error ' .. message
      end
      answers[i] = answer
    end
    keepFences()
    return { exact(micros), redis.call('EXISTS', queues), answers }
  `,
  parse: (reply): CommandReplies => {
    if (typeof reply === 'string') {
      const [time, answer = ''] = reply.split(' ');
      return { micros: time ? Number(time) : undefined, contended: false, answers: [answer] };
    }
    const [micros, contended, answers] = reply as [string, number | string, string[]];
    return { micros: Number(micros), contended: Number(contended) === 1, answers };
  },
});
