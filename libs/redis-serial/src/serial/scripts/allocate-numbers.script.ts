import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { COUNTER } from './counter-functions.js';

/** What came of it, and the server's clock in ms since 1970, which belongs into the text of the numbers. */
export type Allocation =
  | { readonly outcome: 'given'; readonly now: number; readonly first: number }
  | { readonly outcome: 'otherPeriod'; readonly now: number }
  | { readonly outcome: 'exhausted'; readonly now: number; readonly last: number | undefined };

/**
 * Takes `count` consecutive numbers, all or none, if the server's clock lies in the period that the counter is for.
 * Replies [outcome, now, the first number | '' | the highest number given or ''].
 */
export const allocateNumbers = defineScript<{
  keys: [counter: string];
  args: [from: number, to: number, count: number, start: number, step: number, max: number];
  reply: Allocation;
}>({
  name: 'allocateNumbers',
  source:
    SERVER_CLOCK +
    EXACT +
    COUNTER +
    /* lua */ `
    local from, to, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local start, step, max = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

    local now = serverMs()
    if now < from or now >= to then
      return { 'otherPeriod', exact(now), '' }
    end

    local last = readCounter(KEYS[1])
    local first = firstAfter(last, start, step)
    local final = first + (count - 1) * step
    if final > max then
      return { 'exhausted', exact(now), last and exact(last) or '' }
    end

    redis.call('SET', KEYS[1], exact(final))
    return { 'given', exact(now), exact(first) }
  `,
  parse: (reply) => {
    const [outcome, now, number] = reply as [Allocation['outcome'], string, string];
    if (outcome === 'given') return { outcome, now: Number(now), first: Number(number) };
    if (outcome === 'otherPeriod') return { outcome, now: Number(now) };
    return { outcome, now: Number(now), last: number === '' ? undefined : Number(number) };
  },
});
