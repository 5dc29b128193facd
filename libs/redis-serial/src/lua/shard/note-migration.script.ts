import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { noteEvent } from './history.record.js';
import { clockMs } from './register.record.js';

/** Notes in the history of a shard that so many counters were lifted to those of another series. */
export const noteMigration = defineScript({
  name: 'noteMigration',
  keys: ['register', 'history'],
  args: [whole('counters'), 'series'],
  uses: [exact, clockMs, noteEvent],
  source: /* lua */ `
    note(clockMs(redis.call('TIME')), 'migrated', exact(counters) .. ' ' .. series)
    return 1
  `,
  parse: Number,
});
