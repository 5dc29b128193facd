import { defineScript } from '../script.js';

/** Lists the periods of which a shard has counters. */
export const listPeriods = defineScript({
  name: 'listPeriods',
  keys: ['register'],
  args: [],
  source: /* lua */ `
    local names, periods = redis.call('HKEYS', register), {}
    for i = 1, #names do
      if string.sub(names[i], 1, 1) == 'p' then
        periods[#periods + 1] = string.sub(names[i], 2)
      end
    end
    return periods
  `,
  parse: (reply): string[] => (reply as unknown[]).map(String),
});
