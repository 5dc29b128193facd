import { replayRecord, replayRun } from '../counter/replay.record.js';
import { defineFragment } from '../fragment.js';

/**
 * What idempotency keys were given, each known by its position in the call. `rest` has `<ttl> <about>` for each, behind
 * all else.
 *
 * Lua `isReplayed(replay)`: whether it has numbers already, of an earlier call or of this one.
 *
 * Lua `giveTo(replay, first, count, textAt, now)`: what is to be written for it.
 *
 * Lua `writeReplays(reply)`: writes that, and adds to the reply what each was given.
 */
export const replays = defineFragment({
  uses: [replayRun, replayRecord],
  wants: ['others', 'periods', 'rest'],
  source: /* lua */ `
    local given, replaysFrom = {}, nil
    local function isReplayed(replay)
      local earlier = not given[replay] and redis.call('GET', others[periods + replay])
      if earlier then
        given[replay] = { text = earlier }
      end
      return given[replay] ~= nil
    end
    local function giveTo(replay, first, count, textAt, now)
      if not replaysFrom then
        replaysFrom = periods * 6
        for p = 1, periods do
          replaysFrom = replaysFrom + 2 * rest[p * 6]
        end
      end
      local ttl, about = string.match(rest[replaysFrom + replay], '^(%d+) (.*)$')
      given[replay] = { ttl = ttl, text = replayRecord(replayRun(first, count), textAt, now, about) }
    end
    local function writeReplays(reply)
      for replay, record in pairs(given) do
        if record.ttl then
          redis.call('SET', others[periods + replay], record.text, 'PX', record.ttl)
        end
        reply[#reply + 1] = replay .. ' ' .. record.text
      end
    end
  `,
});
