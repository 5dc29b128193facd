import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';

/** Adds to a bare counter that begins at 0. Replies where it stands then, or '' if that could not be told exactly. */
export const addToCounter = definePositional<{
  keys: [counter: string];
  args: [by: number, max: number];
  reply: number | undefined;
}>({
  name: 'addToCounter',
  source:
    EXACT +
    /* lua */ `
    local value = tonumber(redis.call('GET', KEYS[1]) or 0)
    if not value then
      error('WRONGTYPE The key holds no counter')
    end
    value = value + tonumber(ARGV[1])
    if value > tonumber(ARGV[2]) then
      return ''
    end
    redis.call('SET', KEYS[1], exact(value))
    return exact(value)
  `,
  parse: (reply) => (reply === '' ? undefined : Number(reply)),
});
