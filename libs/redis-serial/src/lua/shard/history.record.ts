import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * The history of a shard is a list under a script's key `history`: its events, the newest first, each `<ms> <kind>`
 * and then
 * - `recovered <heard> <unheard> <recovery>`: a loss that left nothing out, since all members were heard; or one of
 *   everything, after which nobody knows what to leave out;
 * - `jumped <numbers> <heard> <unheard> <recovery>`: a loss after which every counter went on by so many numbers;
 * - `renewed <period> <numbers>`: the counters of a period were gone or put back by themselves, and begin above these;
 * - `changed <description>`: the series was edited; this is the definition before;
 * - `advanced <from> <to> <period> <field>`: a counter was lifted by hand;
 * - `migrated <counters> <series>`: so many counters were lifted to those of another series.
 *
 * Lua `note(now, kind, text)`: adds an event. Where there are more than 250, some 200 are kept: of each kind the
 * newest, and of those that are many as many as there is room for, so that one that comes every minute does not push
 * out the others. The list lives as long as the register.
 */
export const noteEvent = defineFragment({
  uses: [exact],
  wants: ['history', 'register'],
  source: /* lua */ `
    local function thinOut()
      local all, kinds, counts = redis.call('LRANGE', history, 0, -1), {}, {}
      for i = 1, #all do
        local kind = string.match(all[i], '^%d+ (%S*)') or ''
        kinds[i], counts[kind] = kind, (counts[kind] or 0) + 1
      end
      local most, left = 200, #all
      while left > 200 do
        most, left = most - 1, 0
        for _, count in pairs(counts) do
          left = left + math.min(count, most)
        end
      end
      local kept, of = {}, {}
      for i = 1, #all do
        local kind = kinds[i]
        of[kind] = (of[kind] or 0) + 1
        if of[kind] <= most then
          kept[#kept + 1] = all[i]
        end
      end
      redis.call('DEL', history)
      redis.call('RPUSH', history, unpack(kept))
    end
    local function note(now, kind, text)
      if redis.call('LPUSH', history, exact(now) .. ' ' .. kind .. ' ' .. text) > 250 then
        thinOut()
      end
      local left = redis.call('PTTL', register)
      if left > 0 then
        redis.call('PEXPIRE', history, left)
      end
    end
  `,
});

/** An event in the history of a shard. */
export type HistoryEntry = { readonly at: number } & (
  | {
      readonly kind: 'recovered';
      readonly heard: number;
      readonly unheard: number;
      readonly recovery: string;
    }
  | {
      readonly kind: 'jumped';
      readonly numbers: number;
      readonly heard: number;
      readonly unheard: number;
      readonly recovery: string;
    }
  | { readonly kind: 'renewed'; readonly period: string; readonly numbers: number }
  | { readonly kind: 'changed'; readonly description: string }
  | {
      readonly kind: 'advanced';
      readonly from: number;
      readonly to: number;
      readonly period: string;
      readonly field: string;
    }
  | { readonly kind: 'migrated'; readonly counters: number; readonly series: string }
);

/** Reads an event; `undefined` for one that a later version of this library wrote. */
export function readHistoryEntry(text: string): HistoryEntry | undefined {
  const [ms, kind, ...words] = text.split(' ');
  const at = Number(ms);
  const number = (index: number): number => Number(words[index]);
  const word = (index: number): string => words[index] ?? '';
  // What may contain blanks comes last.
  const from = (index: number): string => words.slice(index).join(' ');
  switch (kind) {
    case 'recovered':
      return { at, kind, heard: number(0), unheard: number(1), recovery: word(2) };
    case 'jumped':
      return { at, kind, numbers: number(0), heard: number(1), unheard: number(2), recovery: word(3) };
    case 'renewed':
      return { at, kind, period: word(0), numbers: number(1) };
    case 'changed':
      return { at, kind, description: from(0) };
    case 'advanced':
      return { at, kind, from: number(0), to: number(1), period: word(2), field: from(3) };
    case 'migrated':
      return { at, kind, counters: number(0), series: from(1) };
    default:
      return undefined;
  }
}
