import type { LockKind } from '../../lua/lock/queue-entry.record.js';
import type { Keyspace } from '../memory/keyspace.js';
import type { Holder, LockState, Want } from '../memory/lock-state.js';

// The same as in `lineUp` of the scripts.
const FORGOTTEN_AFTER_MS = 10_000;

/** The locks of one shard, as one script call reads and writes them. Does in memory what `lua/lock/` does. */
export class LockShard {
  readonly now: number;
  readonly micros: number;
  private readonly queueKeys: Set<string>;

  constructor(
    private readonly memory: Keyspace,
    private readonly fencesKey: string,
    queuesKey: string,
  ) {
    this.now = memory.now;
    this.micros = memory.nextMicros();
    this.queueKeys = memory.queuesOfShards.get(queuesKey) ?? new Set();
    memory.queuesOfShards.set(queuesKey, this.queueKeys);
  }

  /** Whether somebody waits for any lock. */
  get isContended(): boolean {
    return [...this.queueKeys].some((key) => this.queue(key).size > 0);
  }

  /** Returns a lock that somebody holds, without holders whose lease is over. */
  lock(key: string): LockState | undefined {
    const lock = this.memory.locks.get(key);
    if (!lock) return undefined;
    for (const [token, { leaseEnd }] of lock.holders) if (leaseEnd <= this.now) lock.holders.delete(token);
    if (lock.holders.size > 0) return lock;
    this.memory.locks.delete(key);
    return undefined;
  }

  holder(key: string, token: string): Holder | undefined {
    return this.lock(key)?.holders.get(token);
  }

  /** For how many milliseconds the lock stays taken unless it is renewed. */
  heldForMs(key: string): number {
    const ends = [...(this.lock(key)?.holders.values() ?? [])].map(({ leaseEnd }) => leaseEnd);
    return Math.max(0, ...ends.map((end) => end - this.now));
  }

  /** Whether a lock of this kind fits beside the present holders. */
  fits(key: string, kind: LockKind): boolean {
    const lock = this.lock(key);
    if (!lock) return true;
    if (lock.kind !== kind || kind === 'w') return false;
    return kind === 'r' || lock.holders.size < Number(kind.slice(1));
  }

  /** Makes a token a holder and returns its fence. `further` more fences are reserved. */
  enter(
    key: string,
    token: string,
    kind: LockKind,
    leaseMs: number,
    process: string,
    further: number,
  ): number {
    const fence = Math.max((this.memory.fences.get(this.fencesKey) ?? 0) + 1, this.micros);
    this.raiseFences(fence + further);
    const lock = this.lock(key) ?? { kind, holders: new Map<string, Holder>() };
    this.memory.locks.set(key, lock);
    lock.holders.set(token, { leaseEnd: this.now + leaseMs, fence, since: this.micros, process });
    return fence;
  }

  raiseFences(fence: number): void {
    this.memory.fences.set(this.fencesKey, Math.max(this.memory.fences.get(this.fencesKey) ?? 0, fence));
  }

  /** Replaces a holder by another one, or by itself with another lease. */
  replace(key: string, token: string, next: string, changed: Partial<Holder>): void {
    const lock = this.lock(key);
    const holder = lock?.holders.get(token);
    if (!lock || !holder) return;
    lock.holders.delete(token);
    lock.holders.set(next, { ...holder, ...changed });
  }

  vacate(key: string, token: string): void {
    this.lock(key)?.holders.delete(token);
  }

  /** Takes a lock away from all holders; false when it was free. */
  clear(key: string): boolean {
    const wasHeld = this.lock(key) !== undefined;
    this.memory.locks.delete(key);
    return wasHeld;
  }

  /** The processes that wait, and what each of them wants. */
  queue(key: string): Map<string, Want> {
    return this.memory.queues.get(key) ?? new Map<string, Want>();
  }

  /** The process that has waited longest. */
  firstIn(key: string): [process: string, want: Want] | undefined {
    return [...this.queue(key)].sort(([, a], [, b]) => a.ticket - b.ticket)[0];
  }

  lineUp(key: string, process: string, want: Want): void {
    this.memory.queues.set(key, this.queue(key).set(process, want), this.now + FORGOTTEN_AFTER_MS);
    this.queueKeys.add(key);
  }

  withdraw(key: string, process: string): void {
    this.queue(key).delete(process);
  }

  /** Sends a message to a process; false when nobody listens. */
  wake(channel: string, key: string): boolean {
    return this.memory.channels.publish(channel, key) > 0;
  }
}
