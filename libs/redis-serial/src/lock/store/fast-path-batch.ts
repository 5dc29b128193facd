import type { Shard } from '../keys/lock-names.js';
import type { ShortTurn, Turn } from './turns.js';

/** Turns that are served by `takeFreeLocks` together, in the order that it wants. */
export class ShortGroup {
  private readonly takes: Turn[] = [];
  private readonly gives: Turn[] = [];
  private takeTokens = '';
  private giveTokens = '';
  private readonly leases: number[] = [];
  private hasOneLease = true;

  get size(): number {
    return this.takes.length + this.gives.length;
  }

  add(turn: Turn, { token, leaseMs }: ShortTurn): void {
    if (leaseMs === 0) {
      this.gives.push(turn);
      this.giveTokens += token;
      return;
    }
    this.takes.push(turn);
    this.takeTokens += token;
    this.hasOneLease &&= leaseMs === (this.leases[0] ?? leaseMs);
    this.leases.push(leaseMs);
  }

  keysIn({ fences, queues }: Shard): [string, string, ...string[]] {
    const keys: [string, string, ...string[]] = [fences, queues];
    for (const { names } of this.takes) keys.push(names.lock);
    for (const { names } of this.gives) keys.push(names.lock);
    return keys;
  }

  argsFor(process: string): [string, number, string, ...number[]] {
    const leases = this.hasOneLease ? this.leases.slice(0, 1) : this.leases;
    return [process, this.takes.length, this.takeTokens + this.giveTokens, ...leases];
  }

  /** Those that belong to the keys after the first two, in their order. */
  get turns(): readonly Turn[] {
    return this.gives.length === 0 ? this.takes : [...this.takes, ...this.gives];
  }
}
