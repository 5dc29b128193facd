import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/** What somebody did who had the number before: nobody had it; it was cancelled; its lease ran out. */
export type EarlierHolder = '' | '~' | '!';

/**
 * A reserved number is a field of `reserved`, with `<token> <instant>`: whose it is, and the instant that its text
 * shows, in ms since 1970. Behind them may stand marks, after another blank: `~` or `!` of `EarlierHolder`, and `?`
 * once somebody was asked whether the number is used. Where somebody else had it before, the field stays when the
 * number is confirmed. Until it is settled, it is also a member of `pending`; its score there is when the lease ends,
 * or when somebody is asked about it again, in ms since 1970.
 *
 * Lua `readReservation(value)`: token, instant, `EarlierHolder`, and '?' or ''; nothing where it is not reserved.
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

/** Lua `reserve(value, token, textAt, marks, ends)`: it is somebody's until then. */
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
 * Lua `markAsked(value)`: whoever is asked may void it before the answer comes: from here on nobody else may be given
 * it.
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
