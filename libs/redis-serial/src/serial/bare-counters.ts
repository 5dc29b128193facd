import { checkOptions, describeValue, wholeNumber } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import { addToCounter } from '../lua/counter/add-to-counter.script.js';
import type { KeySpace } from '../redis/key-space.js';
import type { ScriptRunner } from '../redis/script-runner.js';

/** Counters that belong to no series. */
export class BareCounters {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: KeySpace,
  ) {}

  /** @throws {OptionsError} when the value would exceed `Number.MAX_SAFE_INTEGER`. */
  async increment(counter: string, by: number): Promise<number> {
    if (typeof counter !== 'string' || counter.length === 0 || counter.length > 1024) {
      throw new OptionsError(
        'counter',
        `expected a name of 1 to 1024 characters, got ${describeValue(counter)}`,
      );
    }
    checkOptions(wholeNumber(1), by, 'by');
    const key = this.keys.key('bare', counter);
    const value = await this.runner.run(addToCounter, { counter: key }, { by, max: Number.MAX_SAFE_INTEGER });
    if (value === undefined)
      throw new OptionsError('by', `counter "${counter}" would exceed ${Number.MAX_SAFE_INTEGER}`);
    return value;
  }
}
