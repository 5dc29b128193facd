import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { within } from '../../common/race.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { SerialEvents } from '../serial-events.js';
import { raiseCeiling } from '../../lua/counter/raise-ceiling.script.js';
import { recoverCounter } from '../../lua/counter/recover-counter.script.js';
import type { CounterAt } from './counter-at.js';
import type { HighWaterStore } from './high-water-store.js';
import { RecoveryError } from './recovery.error.js';

// What is forgotten is raised once more than need be.
const MOST_CEILINGS = 50_000;

/** A counter whose ceilings a store records, under the name of its key. */
export interface CoveredCounter extends CounterAt {
  readonly store: HighWaterStore;
  /** By how much a ceiling is raised. */
  readonly ahead: number;
}

/**
 * Sees to it that no number is given above a ceiling that a store has recorded: the store hears of a ceiling before
 * Redis does, and is asked before numbers go on after a loss.
 */
export class HighWater {
  private readonly logger = new Logger('SerialService');
  private readonly ceilings = new Map<string, number>();
  private readonly raising = new Map<string, Promise<void>>();
  private readonly recovering = new Map<string, Promise<void>>();
  /** The series whose store did not answer when it was asked last, and what went wrong. */
  readonly troubles = new Map<string, string>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly timeoutMs: number,
    private readonly events: SerialEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a counter above all that may have been given before a loss; once for all who wait for that.
   * @throws {RecoveryError} when the store does not answer.
   */
  async recover(counter: CoveredCounter, recovery: string): Promise<void> {
    // What the store said after one loss is not believed after the next, which has another name.
    const name = `${counter.key} ${recovery}`;
    let recovered = this.recovering.get(name);
    if (!recovered) {
      recovered = this.recoverFrom(counter, recovery).finally(() => this.recovering.delete(name));
      this.recovering.set(name, recovered);
    }
    await recovered;
  }

  /**
   * Lets a counter go on to a number and further.
   * @throws {RecoveryError} when the store does not answer.
   */
  async raise(counter: CoveredCounter, to: number): Promise<void> {
    const { key, ahead } = counter;
    let raised = this.raising.get(key);
    if (!raised) {
      raised = this.raiseTo(counter, Math.min(to + ahead, Number.MAX_SAFE_INTEGER)).finally(() =>
        this.raising.delete(key),
      );
      this.raising.set(key, raised);
    }
    await raised;
  }

  /** Raises the ceiling before it is needed, in the background, once half of what was ahead is used up. */
  keepAhead(counter: CoveredCounter, last: number): void {
    const { key, ahead, series } = counter;
    if (last < (this.ceilings.get(key) ?? -Infinity) - ahead / 2 || this.raising.has(key)) return;
    this.raise(counter, last).catch((error: unknown) => {
      // Who needs it will try again and hear of it.
      this.logger.debug(`Could not raise the ceiling of series "${series.name}": ${asError(error).message}`);
    });
  }

  private async recoverFrom(counter: CoveredCounter, recovery: string): Promise<void> {
    const { key, base, expiresAt, ahead, store, series } = counter;
    const recorded = (await this.asked(counter, 'read the ceiling of', () => store.read(key))) ?? base;
    const ceiling = Math.min(Math.max(recorded, base) + ahead, Number.MAX_SAFE_INTEGER);
    await this.record(counter, ceiling);
    const recovered = await this.runner.run(
      recoverCounter,
      { counter: key },
      { recovery, floor: recorded, ceiling, base, expiresAt },
    );
    if (!recovered || recorded <= base) return;
    this.logger.warn(`Redis lost numbers of series "${series.name}": ${key} goes on above ${recorded}`);
    this.events.emit('recovered', {
      ...{ series: series.name, counter: key, above: recorded },
      ...{ exact: false, heard: 0, unheard: 0, endedHere: true },
    });
  }

  private async raiseTo(counter: CoveredCounter, ceiling: number): Promise<void> {
    await this.record(counter, ceiling);
    await this.runner.run(raiseCeiling, { counter: counter.key }, { ceiling });
  }

  private async record(counter: CoveredCounter, ceiling: number): Promise<void> {
    const { key, store } = counter;
    await this.asked(counter, 'raise the ceiling of', () => store.raise(key, ceiling));
    if (this.ceilings.size >= MOST_CEILINGS) this.ceilings.clear();
    this.ceilings.set(key, Math.max(this.ceilings.get(key) ?? ceiling, ceiling));
  }

  private async asked<T>({ series, key }: CoveredCounter, what: string, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await within(this.clock, this.timeoutMs, ask());
      this.troubles.delete(series.name);
      return answer;
    } catch (error) {
      this.troubles.set(series.name, `could not ${what} its numbers: ${asError(error).message}`);
      throw new RecoveryError(series.name, key, `its high-water store could not ${what} ${key}`, {
        cause: error,
      });
    }
  }
}
