import type { HighWaterStore } from '../durability/high-water-store.js';
import type { Guard } from '../durability/durability.options.js';
import { skipFor } from '../durability/skip.js';
import type { Series } from '../series.js';
import type { MemberKind } from '../../lua/shard/register.record.js';

/** How the counters of a series are guarded against what Redis loses, in the figures that scripts are told. */
export interface ShardGuard {
  readonly kind: MemberKind;
  /** The age from which on a write is safe from every loss that is covered, in ms. */
  readonly covers: number;
  /** For how long members are waited for after a loss, in ms. */
  readonly hearWithinMs: number;
  /** How far a ceiling is raised at least, in numbers. */
  readonly skip: number;
  /** How far it is raised at most, however fast numbers go. */
  readonly most: number;
  /** Whether a process issues before its registration is safe. */
  readonly skipsFresh: boolean;
  /** Whether more is given than is safe rather than have somebody wait. */
  readonly goes: boolean;
  /** Where a write has to be to be safe beside being old: nowhere else, on the disk, or on the replicas. */
  readonly confirm: 'disk' | 'replicas' | undefined;
  readonly store: HighWaterStore | undefined;
}

const HEAR_WITHIN_MS = 2_000;

/** What each series is guarded by: its own `durability`, or the module's. */
export class ShardGuards {
  private readonly known = new WeakMap<Series, ShardGuard>();

  constructor(private readonly defaultGuard: Guard) {}

  of(series: Series): ShardGuard {
    let guard = this.known.get(series);
    if (!guard) {
      guard = this.resolve(series, series.guard ?? this.defaultGuard);
      this.known.set(series, guard);
    }
    return guard;
  }

  private resolve(series: Series, guard: Guard): ShardGuard {
    const given = guard.kind === 'none' ? 'auto' : guard.skip;
    const skip = skipFor(series, given);
    // Where nothing else was asked for, nobody waits for as long as numbers go as fast as they went.
    const most = given === 'auto' ? Number.MAX_SAFE_INTEGER : given;
    const plain = {
      ...{ kind: guard.kind, hearWithinMs: HEAR_WITHIN_MS, skip, most },
      ...{ covers: 0, skipsFresh: false, goes: false, confirm: undefined, store: undefined },
    };
    switch (guard.kind) {
      case 'none':
        return plain;
      case 'highWater':
        return { ...plain, store: guard.store };
      case 'fenced': {
        const { coversMs, fresh, burst, confirm } = guard;
        return { ...plain, covers: coversMs, skipsFresh: fresh === 'skip', goes: burst === 'go', confirm };
      }
    }
  }
}
