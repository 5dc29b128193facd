import type { Clock } from '../../common/clock.js';
import { OptionsError } from '../../common/options.error.js';
import { pause } from '../../common/pause.js';
import { attest } from '../../lua/shard/attest.script.js';
import { listPeriods } from '../../lua/shard/list-periods.script.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import { scanCounters, type Scanned } from '../../lua/shard/scan-counters.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { RecoveryError } from '../durability/recovery.error.js';
import type { SeriesDescription } from '../evolution/describe-series.js';
import { readDescription } from '../evolution/description-text.js';
import { baseOf } from '../number-grid.js';
import { renewPeriods } from '../shard/renew-periods.js';
import { shardsOf, type ShardKeys } from '../shard/shard-keys.js';
import type { Survey } from '../shard/survey.js';
import type { ShardMessages } from '../shard/shard-messages.js';

const COUNTERS_A_CALL = 500;
const LOOK_EVERY_MS = 20;
const ANNOUNCE_EVERY_MS = 100;

/** Reads the counters of a series that this app may know nothing of, but what Redis has of it. */
export class MigrationSource {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: ShardKeys,
    private readonly messages: ShardMessages,
    private readonly survey: Survey,
    private readonly member: string,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  /** @throws {OptionsError} when Redis does not know the series, or its numbers come from elsewhere. */
  async describe(name: string): Promise<SeriesDescription> {
    const [id = ''] = shardsOf({ name, shards: 1 });
    const keys = { register: this.keys.register(id), history: this.keys.history(id) };
    const { description, isClaimed } = await this.runner.run(readHistory, keys, { count: 1 });
    if (description === '') throw new OptionsError('from', `Redis knows no series "${name}"`);
    // A store can't say which counters it has: to lift none, and say so by a 0, would repeat all of them.
    if (isClaimed)
      throw new OptionsError(
        'from',
        `the numbers of series "${name}" are claimed from a high-water store, so that Redis does not know its ` +
          'counters: lift each by advanceTo()',
      );
    const described = readDescription(description);
    if (described) return described;
    throw new OptionsError('from', `series "${name}" was defined by another version of this library`);
  }

  /** All counters of a series, some at a time. */
  async *counters(series: SeriesDescription): AsyncGenerator<Scanned & { readonly period: string }> {
    for (const id of shardsOf(series)) {
      await this.settled(series.name, id);
      await renewPeriods(this.runner, this.keys, id);
      const register = this.keys.register(id);
      for (const period of await this.runner.run(listPeriods, { register }, {})) {
        const keys = { register, hash: this.keys.hash(id, period) };
        const args = { count: COUNTERS_A_CALL, step: series.step, base: baseOf(series) };
        let cursor = '0';
        do {
          const scanned = await this.runner.run(scanCounters, keys, { ...args, cursor });
          yield { ...scanned, period };
          ({ cursor } = scanned);
        } while (cursor !== '0');
      }
    }
  }

  // After a loss its own processes say what they were given. Nobody may be left to begin that; this one is no member.
  private async settled(series: string, id: string): Promise<void> {
    const { register, history } = { register: this.keys.register(id), history: this.keys.history(id) };
    const outsider = {
      member: this.member,
      w: 0,
      kind: '',
      isLast: true,
      skip: 0,
      step: 1,
      base: 0,
      named: '',
      rest: [],
    };
    const until = this.clock.now() + 2 * HEAR_WITHIN_MS + this.timeoutMs;
    let [recovery, base] = ['-', 0];
    let announcedAt = -Infinity;
    while (this.clock.now() <= until) {
      const said = await this.runner.run(
        attest,
        { register, history, hashes: [] },
        { ...outsider, recovery, hearWithin: HEAR_WITHIN_MS },
      );
      if (said.outcome === 'none' || said.outcome === 'done' || said.outcome === 'unknown') return;
      if (said.outcome === 'recovering') {
        ({ recovery, base } = said);
        if (this.clock.now() - announcedAt < ANNOUNCE_EVERY_MS) continue;
        announcedAt = this.clock.now();
        await this.messages.toAll(register, 'loss', id, `${recovery}/${base}`);
        continue;
      }
      if (said.outcome === 'ready') this.messages.announce(register, 'settle', id, `${recovery}/${base}`);
      if (said.outcome === 'ask') await this.survey.ask({ register, id }, { recovery, base }, HEAR_WITHIN_MS);
      else await pause(this.clock, LOOK_EVERY_MS);
    }
    throw new RecoveryError(
      series,
      register,
      'it is not known in time which were given before Redis lost some',
    );
  }
}

const HEAR_WITHIN_MS = 2_000;
