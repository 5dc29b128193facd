import * as v from 'valibot';
import { describeValue, optionsObject } from '../../common/check-options.js';
import type { SeriesRef } from '../serial.types.js';

/** From which series counters are taken over, and how the call is watched. */
export interface MigrateOptions {
  /** The other series, or its name: this app need not know it. */
  readonly from: SeriesRef;
  /** Stops when it aborts: what was lifted by then stays so, and the call may be made again. */
  readonly signal?: AbortSignal | undefined;
  /** Is told from time to time how many counters of the other series were read, and how many were lifted. */
  readonly onProgress?: ((progress: MigrateProgress) => void) | undefined;
}

/** How far a migration has come. */
export interface MigrateProgress {
  /** How many counters of the other series were read. */
  readonly read: number;
  /** How many counters were lifted. */
  readonly lifted: number;
}

export const migrateSchema = optionsObject({
  from: v.custom<SeriesRef>(
    (given) => nameOf(given) !== undefined,
    (issue) => `expected a series or its name, got ${describeValue(issue.input)}`,
  ),
  signal: v.optional(
    v.custom<AbortSignal>(
      (given) => given instanceof AbortSignal,
      (issue) => `expected an AbortSignal, got ${describeValue(issue.input)}`,
    ),
  ),
  onProgress: v.optional(
    v.custom<NonNullable<MigrateOptions['onProgress']>>(
      (given) => typeof given === 'function',
      'expected a function',
    ),
  ),
});

/** The name of a series; `undefined` for what is none. */
export function nameOf(given: unknown): string | undefined {
  const name = typeof given === 'string' ? given : (given as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
