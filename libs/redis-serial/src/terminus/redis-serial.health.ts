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
import { Stores } from '../serial/shard/stores.js';

/** When numbers and locks count as healthy. */
export interface RedisSerialHealthOptions {
  /**
   * How long to wait for a reply of Redis. At least 1 ms.
   * @defaultValue '1s'
   */
  readonly timeout?: Duration | undefined;
  /**
   * The longest time for a reply that counts as healthy. At least 1 ms.
   * @defaultValue the value of `timeout`
   */
  readonly maxLatency?: Duration | undefined;
}

const LONGEST = 10 * 60_000;

const schema = optionsObject({
  timeout: v.optional(durationBetween(1, LONGEST), '1s'),
  maxLatency: v.optional(durationBetween(1, LONGEST)),
});

// A real script is run, as for numbers and locks: a PING can succeed where scripts are not permitted.
const NOBODYS_LOCK = 'redis-serial:health';

/**
 * Tells Terminus whether numbers and locks are available. Add it to the providers of the module that checks the health,
 * which imports `TerminusModule`.
 * @example
 * this.health.check([() => this.redisSerial.isHealthy('redis-serial', { timeout: '1s' })]);
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
   * Up, with the latency in milliseconds, when Redis replies in time and every series can go on after a loss. Otherwise
   * down, with a message that says why.
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
    const troubles = new Map([...gapless, ...providedBeside(this.modules, this.locks, Stores).troubles]);
    const askedAt = clock.now();
    try {
      await within(clock, timeout, this.locks.inspect(NOBODYS_LOCK));
    } catch (error) {
      return indicator.down({ message: asError(error).message });
    }
    const latency = Math.round((clock.now() - askedAt) * 100) / 100;
    const recovery = Object.fromEntries(troubles);
    if (troubles.size > 0)
      return indicator.down({ latency, recovery, message: 'a high-water store does not reply' });
    if (latency > maxLatency)
      return indicator.down({ latency, message: `it took longer than ${maxLatency} ms to reply` });
    return indicator.up({ latency });
  }
}
