import { defineFragment } from '../fragment.js';

/**
 * Who holds a lock, as it lies in Redis. An exclusive holder is a string under the lock's key,
 * `<contended><token> <fence> <since> <process>`, which expires with the lease. One of several is a field `:<token>` of
 * a hash, `<leaseEnd> <fence> <since> <process>`.
 *
 * `contended` is 1 once another process waits, so that a holder who compares the whole text finds out; `since` is when
 * the lock was taken, in microseconds of the server's clock; `leaseEnd` is in milliseconds of it. A token `@<process>`
 * is a grant that the process has not claimed yet; `=<token>` is one that was given back before its time.
 */
export interface Holder {
  readonly token: string;
  readonly fence: number;
  readonly since: number;
  readonly process: string;
}

/** The text of an exclusive holder. */
export function exclusiveHolder({ token, fence, since, process }: Holder, isContended: boolean): string {
  return `${isContended ? 1 : 0}${token} ${fence} ${since} ${process}`;
}

/**
 * Lua `exclusiveHolder(contended, token, rest)` and `holderRest(fence, since, process)`, for one and for many tokens.
 */
export const writeExclusiveHolder = defineFragment({
  source: /* lua */ `
    local function holderRest(fence, since, process)
      return ' ' .. fence .. ' ' .. since .. ' ' .. process
    end

    local function exclusiveHolder(contended, token, rest)
      return contended .. token .. rest
    end
  `,
});

/** Lua `isHeldBy(text, token)`: whether the text is of an exclusive holder with this token. */
export const isHeldBy = defineFragment({
  source: /* lua */ `
    local function isHeldBy(text, token)
      return string.sub(text, 2, #token + 2) == token .. ' '
    end
  `,
});

/** Lua `isExclusiveHolder(text)`: whether the text is of an exclusive holder at all. */
export const isExclusiveHolder = defineFragment({
  source: /* lua */ `
    local function isExclusiveHolder(text)
      return string.match(text, '^[01]%S+ %d+ %d+ %S+$') and true or false
    end
  `,
});

/** Lua `exclusiveFence(text)`: the fence of an exclusive holder. */
export const exclusiveFence = defineFragment({
  source: /* lua */ `
    local function exclusiveFence(text)
      return string.match(text, '^%S+ (%d+)')
    end
  `,
});

/** Lua `retiredHolder(text)`: an exclusive holder that is given back before its time. */
export const retiredHolder = defineFragment({
  source: /* lua */ `
    local function retiredHolder(text)
      return string.sub(text, 1, 1) .. '=' .. string.sub(text, 2)
    end
  `,
});

/** Lua `markContended(lock, text)`: lets an exclusive holder see that another process waits. */
export const markContended = defineFragment({
  source: /* lua */ `
    local function markContended(lock, text)
      if string.sub(text, 1, 1) == '0' then
        redis.call('SETRANGE', lock, 0, '1')
      end
    end
  `,
});

/** Lua `sharedHolder(leaseEnd, fence, since, process)`, all of them texts. */
export const writeSharedHolder = defineFragment({
  source: /* lua */ `
    local function sharedHolder(leaseEnd, fence, since, process)
      return leaseEnd .. ' ' .. fence .. ' ' .. since .. ' ' .. process
    end
  `,
});

/** Lua `readSharedHolder(text)`: leaseEnd, fence, since and process as texts; nothing for no text. */
export const readSharedHolder = defineFragment({
  source: /* lua */ `
    local function readSharedHolder(text)
      return string.match(text or '', '^(%d+) (%d+) (%d+) (.*)$')
    end
  `,
});

/** Lua `leaseEndOf(text)`: when the lease of one of several holders ends. */
export const leaseEndOf = defineFragment({
  source: /* lua */ `
    local function leaseEndOf(text)
      return tonumber(string.match(text, '^%d+'))
    end
  `,
});

/** Lua `exclusiveForPeople(text, leaseMs)` and `sharedForPeople(field, text, leaseMs)`: what `readHolder` reads. */
export const showHolder = defineFragment({
  source: /* lua */ `
    local function exclusiveForPeople(text, leaseMs)
      local token, rest = string.match(text, '^.(%S+) (.*)$')
      return token .. ' ' .. leaseMs .. ' ' .. rest
    end

    local function sharedForPeople(field, text, leaseMs)
      return string.sub(field, 2) .. ' ' .. leaseMs .. string.match(text, '^%d+( .*)$')
    end
  `,
});

/** A holder and for how many milliseconds its lease goes on, as one text. */
export function showHolderText({ token, fence, since, process }: Holder, leaseMs: number): string {
  return `${token} ${leaseMs} ${fence} ${since} ${process}`;
}

/** Reads what `showHolderText` wrote. */
export function readHolder(text: string): Holder & { readonly leaseMs: number } {
  const [token = '', leaseMs, fence, since, process = ''] = text.split(' ');
  return { token, leaseMs: Number(leaseMs), fence: Number(fence), since: Number(since), process };
}
