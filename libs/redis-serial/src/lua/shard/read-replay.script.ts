import { defineScript } from '../script.js';

/** Reads the record of what an idempotency key was given; '' where there is none. */
export const readReplay = defineScript({
  name: 'readReplay',
  keys: ['replay'],
  args: [],
  source: /* lua */ `
    return redis.call('GET', replay) or ''
  `,
  parse: String,
});
