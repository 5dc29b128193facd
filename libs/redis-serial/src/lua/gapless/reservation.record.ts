import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/** What an earlier holder of the number did: '' there was none; '~' cancelled it; '!' let its lease run out. */
export type EarlierHolder = '' | '~' | '!';

/**
 * A reserved number is a field of `reserved` with `<token> <instant>`: who reserved it, and the instant that its text
 * shows, in milliseconds since 1970. Marks may follow after another blank: `~` or `!` of `EarlierHolder`, and `?` once
 * `isUsed` was asked about the number. If the number had an earlier holder, the field stays when it is confirmed. Until
 * it is settled, it is also a member of `pending`; its score is when the lease ends, or when `isUsed` is asked again,
 * in milliseconds since 1970.
 *
 * Lua `readReservation(value)` returns token, instant, `EarlierHolder`, and '?' or ''; nothing when it is not reserved.
 */
export const readReservation = defineFragment({
  wants: ['reserved'],
  source: /* lua */ `
    local function readReservation(value)
      local record = redis.call('HGET', reserved, value)
      if record then
        return string.match(record, '^(%S+) (%S+) ?([~!]?)(%??)$')
      end
    end
  `,
});

const writeReservation = defineFragment({
  uses: [keep],
  wants: ['reserved'],
  source: /* lua */ `
    local function writeReservation(value, token, textAt, marks)
      redis.call('HSET', reserved, value, token .. ' ' .. textAt .. (marks == '' and '' or ' ' .. marks))
      keep(reserved)
    end
  `,
});

/** Lua `reserve(value, token, textAt, marks, ends)` reserves a number until `ends`. */
export const reserve = defineFragment({
  uses: [exact, keep, writeReservation],
  wants: ['pending'],
  source: /* lua */ `
    local function reserve(value, token, textAt, marks, ends)
      redis.call('ZADD', pending, exact(ends), value)
      keep(pending)
      writeReservation(value, token, textAt, marks)
    end
  `,
});

/**
 * Lua `markAsked(value)` notes that `isUsed` is asked. It may void the number before its answer arrives, so from now on
 * nobody else may get the number.
 */
export const markAsked = defineFragment({
  uses: [readReservation, writeReservation],
  source: /* lua */ `
    local function markAsked(value)
      local token, textAt, earlierHolder = readReservation(value)
      writeReservation(value, token, textAt, earlierHolder .. '?')
    end
  `,
});
