import type { ScriptRunner } from '../../redis/script-runner.js';
import { lastUpTo } from '../number-grid.js';
import { moveCounter, type CounterReading } from '../../lua/counter/move-counter.script.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { ClockedRunner, Timed } from './clocked-runner.js';
import type { CounterCall } from './number-request.js';

/** The counters of gapless series, beside their reservations. */
export class GaplessCounter {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly clocked: ClockedRunner,
    private readonly guards: CounterGuards,
  ) {}

  /** Reads the counter, after lifting it so that no number up to `floor` is given any more, where that is given. */
  async move(call: CounterCall, floor?: number): Promise<Timed<CounterReading>> {
    const { series } = call;
    const last = floor === undefined ? 0 : lastUpTo(series, floor);
    const { highest } = series;
    const moved = await this.clocked.run<CounterReading>(
      call,
      (counter, fromSecond, toSecond, base, expiresAt) => {
        const guard = this.guards.argsFor(series, counter);
        return this.runner.run(
          moveCounter,
          { counter, ...this.guards.keysFor(series) },
          { fromSecond, toSecond, floor: floor ?? 'none', last, highest, base, expiresAt, ...guard },
        );
      },
    );
    const { minute, reply } = moved;
    if (floor !== undefined)
      await this.guards.given(this.clocked.counterAt(call, minute), 0, last, reply.now);
    return moved;
  }
}
