import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { readHistoryEntry, type HistoryEntry } from './history.record.js';

/**
 * Reads the latest events of a shard, the newest first, how its series is defined now, what is under way, and where its
 * numbers come from.
 */
export const readHistory = defineScript({
  name: 'readHistory',
  keys: ['register', 'history'],
  args: [whole('count')],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'def', 'rec', 'src')
    return { was[1] or '', was[2] or '', was[3] or '', unpack(redis.call('LRANGE', history, 0, count - 1)) }
  `,
  parse: (reply): ShardHistory => {
    const [description = '', underWay = '', source = '', ...texts] = (reply as unknown[]).map(String);
    const entries = texts.flatMap((text) => readHistoryEntry(text) ?? []);
    return { description, underWay, isClaimed: source !== '', entries };
  },
});

/** What happened in a shard. */
export interface ShardHistory {
  /** The description of the series; '' where Redis does not know it. */
  readonly description: string;
  /** The recovery that is under way; '' for none. */
  readonly underWay: string;
  /** Whether its numbers are claimed from a store. */
  readonly isClaimed: boolean;
  readonly entries: readonly HistoryEntry[];
}
