import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { readHistoryEntry, type HistoryEntry } from './history.record.js';

/** Reads the latest events of a shard, the newest first, how its series is defined now, and what is under way. */
export const readHistory = defineScript({
  name: 'readHistory',
  keys: ['register', 'history'],
  args: [whole('count')],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'def', 'rec')
    return { was[1] or '', was[2] or '', unpack(redis.call('LRANGE', history, 0, count - 1)) }
  `,
  parse: (reply): ShardHistory => {
    const [description = '', underWay = '', ...texts] = (reply as unknown[]).map(String);
    return { description, underWay, entries: texts.flatMap((text) => readHistoryEntry(text) ?? []) };
  },
});

/** What happened in a shard. */
export interface ShardHistory {
  /** The description of the series; '' where Redis does not know it. */
  readonly description: string;
  /** The recovery that is under way; '' for none. */
  readonly underWay: string;
  readonly entries: readonly HistoryEntry[];
}
