import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import * as v from 'valibot';
import { asError } from '../common/as-error.js';
import { CLOCK } from '../common/clock.js';
import { checkOptions, durationBetween, optionsObject } from '../common/check-options.js';
import type { Duration } from '../common/duration.js';
import { providedBeside } from '../common/provided-beside.js';
import { within } from '../common/race.js';
import { LockService } from '../lock/lock.service.js';
import { CounterGuards } from '../serial/durability/counter-guards.js';
import { StoreCeilings } from '../serial/shard/store-ceilings.js';

/** When numbers and locks count as healthy. */
export interface RedisSerialHealthOptions {
  /**
   * How long Redis may take to answer at all. At least 1 ms.
   * @defaultValue '1s'
   */
  readonly timeout?: Duration | undefined;
  /**
   * How long it may take to answer and still be healthy. At least 1 ms.
   * @defaultValue what `timeout` says
   */
  readonly maxLatency?: Duration | undefined;
}

const LONGEST = 10 * 60_000;

const schema = optionsObject({
  timeout: v.optional(durationBetween(1, LONGEST), '1s'),
  maxLatency: v.optional(durationBetween(1, LONGEST)),
});

// Asked of a real script, as numbers and locks are: a PING would be answered also where these are not allowed.
const NOBODYS_LOCK = 'redis-serial:health';

/**
 * Tells Terminus whether numbers and locks can be had: list it among the providers of the module that checks the
 * health, which imports `TerminusModule`.
 */
@Injectable()
export class RedisSerialHealthIndicator {
  /** @internal Nest makes it. */
  constructor(
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(LockService) private readonly locks: LockService,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /**
   * Up with its latency in milliseconds, when Redis answers in time and every series can go on after a loss; else down,
   * with a message that says why.
   * @throws {OptionsError} for a mistake in the options.
   */
  async isHealthy(
    key = 'redis-serial',
    options: RedisSerialHealthOptions = {},
  ): Promise<HealthIndicatorResult> {
    const { timeout, maxLatency = timeout } = checkOptions(schema, options, 'isHealthy');
    const indicator = this.indicators.check(key);
    const clock = providedBeside(this.modules, this.locks, CLOCK);
    const gapless = providedBeside(this.modules, this.locks, CounterGuards).troubles;
    const troubles = new Map([
      ...gapless,
      ...providedBeside(this.modules, this.locks, StoreCeilings).troubles,
    ]);
    const askedAt = clock.now();
    try {
      await within(clock, timeout, this.locks.inspect(NOBODYS_LOCK));
    } catch (error) {
      return indicator.down({ message: asError(error).message });
    }
    const latency = Math.round((clock.now() - askedAt) * 100) / 100;
    const recovery = Object.fromEntries(troubles);
    if (troubles.size > 0)
      return indicator.down({ latency, recovery, message: 'a high-water store does not answer' });
    if (latency > maxLatency)
      return indicator.down({ latency, message: `it took longer than ${maxLatency} ms to answer` });
    return indicator.up({ latency });
  }
}
