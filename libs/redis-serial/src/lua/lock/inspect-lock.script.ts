import { exact, serverMs } from '../common.js';
import { defineScript } from '../script.js';
import { leaseEndOf, readHolder, showHolder } from './holder.record.js';
import { held, mustBeLock } from './lock-state.js';
import { waitingIn } from './queue-entry.record.js';

/** Who holds a lock. */
export interface LockHolder {
  /** What proves that one holds it; a grant that its process has not claimed yet shows as `@` and that process. */
  readonly token: string;
  /** Host and process that took it, as `host:pid`. */
  readonly owner: string;
  /** The fence that it was given. */
  readonly fence: number;
  /** By the Redis server's clock, in milliseconds since 1970. */
  readonly acquiredAt: number;
  /** How long its lease goes on if nobody renews it, in milliseconds. */
  readonly expiresIn: number;
}

/** A lock that somebody holds. */
export interface LockState {
  /** `'read'` while readers hold it, else `'write'`; a semaphore is one of several writers. */
  readonly mode: 'read' | 'write';
  /** In the order in which they took it. */
  readonly holders: readonly LockHolder[];
  /** How many wait for it, each process's as it last told. */
  readonly waiting: number;
}

/** What lies in Redis of a lock; who waits is told for each process. */
export interface LockInspection {
  readonly mode: LockState['mode'];
  readonly holders: readonly LockHolder[];
  readonly waiting: ReadonlyMap<string, number>;
}

/**
 * Replies [], for a lock that nobody holds; else the kind, a list of `#<process>` and what each wants, and the holders,
 * each as `<token> <ms left> <fence> <since> <process>`.
 */
export const inspectLock = defineScript({
  name: 'inspectLock',
  keys: ['lock', 'queue'],
  args: [],
  uses: [exact, serverMs, held, mustBeLock, leaseEndOf, showHolder],
  source: /* lua */ `
    local now, wants = serverMs(), redis.call('ZRANGEBYSCORE', queue, '-inf', '-1', 'WITHSCORES')
    local text = held(lock)
    if not text then
      return {}
    end
    mustBeLock(lock)
    if type(text) == 'string' then
      return { 'w', wants, exclusiveForPeople(text, exact(redis.call('PTTL', lock))) }
    end
    local reply, fields = { redis.call('HGET', lock, 'kind'), wants }, redis.call('HGETALL', lock)
    for i = 1, #fields, 2 do
      if string.sub(fields[i], 1, 1) == ':' then
        local leaseMs = leaseEndOf(fields[i + 1]) - now
        if leaseMs > 0 then
          reply[#reply + 1] = sharedForPeople(fields[i], fields[i + 1], exact(leaseMs))
        end
      end
    end
    return #reply > 2 and reply or {}
  `,
  parse: (reply): LockInspection | null => {
    const [kind, wants, ...holders] = reply as [string?, string[]?, ...string[]];
    if (kind === undefined || wants === undefined) return null;
    const inOrder = holders.map(holderFor).sort((a, b) => a.fence - b.fence);
    return { mode: kind === 'r' ? 'read' : 'write', holders: inOrder, waiting: readWaiting(wants) };
  },
});

function holderFor(text: string): LockHolder {
  const { token, leaseMs, fence, since, process } = readHolder(text);
  const owner = process.slice(0, process.lastIndexOf(':'));
  const acquiredAt = Math.floor(since / 1000);
  return { token: token.replace(/^=/, ''), owner, fence, acquiredAt, expiresIn: leaseMs };
}

function readWaiting(wants: readonly string[]): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>();
  for (let i = 0; i < wants.length; i += 2) {
    waiting.set(wants[i]?.slice(1) ?? '', waitingIn(Number(wants[i + 1])));
  }
  return waiting;
}
