import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { readHistoryEntry, type HistoryEntry } from './history.record.js';

/** Reads the latest events of a shard, the newest first, and how its series is defined now. */
export const readHistory = defineScript({
  name: 'readHistory',
  keys: ['register', 'history'],
  args: [whole('count')],
  source: /* lua */ `
    return { redis.call('HGET', register, 'def') or '', unpack(redis.call('LRANGE', history, 0, count - 1)) }
  `,
  parse: (reply): ShardHistory => {
    const [description = '', ...texts] = (reply as unknown[]).map(String);
    return { description, entries: texts.flatMap((text) => readHistoryEntry(text) ?? []) };
  },
});

/** What happened in a shard. */
export interface ShardHistory {
  /** The description of the series; '' where Redis does not know it. */
  readonly description: string;
  readonly entries: readonly HistoryEntry[];
}
