import type { Shard } from '../keys/lock-names.js';
import type { acquireFreeLocks } from '../../lua/lock/acquire-free-locks.script.js';
import type { FastPath, LockCommand } from './lock-command.js';

type KeysOf = Parameters<(typeof acquireFreeLocks)['keysOf']>[0];
type ArgsOf = Parameters<(typeof acquireFreeLocks)['argsOf']>[0];

/** Commands that share one call of `acquireFreeLocks`, in the order that the script wants. */
export class FastPathBatch {
  private readonly acquires: LockCommand[] = [];
  private readonly releases: LockCommand[] = [];
  private acquireTokens = '';
  private releaseTokens = '';
  private readonly leases: number[] = [];
  private hasOneLease = true;

  get size(): number {
    return this.acquires.length + this.releases.length;
  }

  add(command: LockCommand, { token, leaseMs }: FastPath): void {
    if (leaseMs === 0) {
      this.releases.push(command);
      this.releaseTokens += token;
      return;
    }
    this.acquires.push(command);
    this.acquireTokens += token;
    this.hasOneLease &&= leaseMs === (this.leases[0] ?? leaseMs);
    this.leases.push(leaseMs);
  }

  keysIn({ fences, queues }: Shard): KeysOf {
    const locks: string[] = [];
    for (const { names } of this.acquires) locks.push(names.lock);
    for (const { names } of this.releases) locks.push(names.lock);
    return { fences, queues, locks };
  }

  argsFor(process: string): ArgsOf {
    const leasesMs = this.hasOneLease ? this.leases.slice(0, 1) : this.leases;
    return {
      process,
      count: this.acquires.length,
      tokens: this.acquireTokens + this.releaseTokens,
      leasesMs,
    };
  }

  /** The commands in the order of `locks`. */
  get commands(): readonly LockCommand[] {
    return this.releases.length === 0 ? this.acquires : [...this.acquires, ...this.releases];
  }
}
