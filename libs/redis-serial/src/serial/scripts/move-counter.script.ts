import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { COUNTER } from './counter-functions.js';

/** Where the counter stands, if the server's clock lies in its period; `value` is absent where no number was given. */
export type CounterReading =
  | { readonly outcome: 'read'; readonly now: number; readonly value: number | undefined }
  | { readonly outcome: 'otherPeriod'; readonly now: number };

/**
 * Lifts the counter to `atLeast` if it stands lower, never down; 'none' only reads it.
 * Replies [outcome, now, where it stands or ''].
 */
export const moveCounter = defineScript<{
  keys: [counter: string];
  args: [from: number, to: number, atLeast: number | 'none'];
  reply: CounterReading;
}>({
  name: 'moveCounter',
  source:
    SERVER_CLOCK +
    EXACT +
    COUNTER +
    /* lua */ `
    local from, to, atLeast = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

    local now = serverMs()
    if now < from or now >= to then
      return { 'otherPeriod', exact(now), '' }
    end

    local value = readCounter(KEYS[1])
    if atLeast and (not value or value < atLeast) then
      value = atLeast
      redis.call('SET', KEYS[1], exact(value))
    end
    return { 'read', exact(now), value and exact(value) or '' }
  `,
  parse: (reply) => {
    const [outcome, now, value] = reply as [CounterReading['outcome'], string, string];
    if (outcome === 'otherPeriod') return { outcome, now: Number(now) };
    return { outcome, now: Number(now), value: value === '' ? undefined : Number(value) };
  },
});
