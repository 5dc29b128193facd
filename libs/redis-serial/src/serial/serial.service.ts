import { Inject, Injectable } from '@nestjs/common';
import { checkOptions, shown, wholeNumber } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import { KeySpace } from '../redis/key-space.js';
import { ScriptRunner } from '../redis/script-runner.js';
import { StrictAllocator } from './allocation/strict-allocator.js';
import { formatSerial } from './pattern/format-serial.js';
import { capacityOf, followingNumber, remainingFrom } from './numbering.js';
import { parseSerial } from './parse-serial.js';
import type { Scope } from './pattern/pattern.js';
import { resolveScope } from './scope.js';
import { addToCounter } from './scripts/add-to-counter.script.js';
import { InvalidSerialError } from './serial.errors.js';
import type { Series } from './series.js';
import { SeriesRegistry } from './series-registry.js';
import type {
  CallOptions,
  IssuedSerial,
  ParsedSerial,
  SerialOptions,
  SeriesRef,
  SeriesState,
} from './serial.types.js';

const MOST_AT_ONCE = 1_000_000;

/** Gives serial numbers: formatted, in order, none twice, over all processes that share the Redis. */
@Injectable()
export class SerialService {
  constructor(
    @Inject(SeriesRegistry) private readonly registry: SeriesRegistry,
    @Inject(StrictAllocator) private readonly allocator: StrictAllocator,
    @Inject(ScriptRunner) private readonly runner: ScriptRunner,
    @Inject(KeySpace) private readonly keys: KeySpace,
  ) {}

  /**
   * The next number of a series, as text.
   * @throws {SeriesExhaustedError} when the period has none left.
   * @throws {RedisUnavailableError} when Redis did not answer; a number may then be left out, never given twice.
   */
  async next<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<string> {
    const { text } = await this.issueOne(series, options);
    return text;
  }

  /** As many consecutive numbers, all or none. See `next` for what it throws. */
  async nextMany<Variables extends string>(
    series: SeriesRef<Variables>,
    count: number,
    ...[options]: CallOptions<Variables>
  ): Promise<string[]> {
    checkOptions(wholeNumber(1, MOST_AT_ONCE), count, 'count');
    const issued = await this.issueMany(series, count, options);
    return issued.map(({ text }) => text);
  }

  /** The next number with all that is known of it. See `next` for what it throws. */
  async issue<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<IssuedSerial> {
    return await this.issueOne(series, options);
  }

  /**
   * The next value of a bare counter: 1, 2, 3, … or further apart. No series is declared for it.
   * @throws {OptionsError} when the counter would pass the largest number that JavaScript can tell exactly.
   */
  async increment(counter: string, by = 1): Promise<number> {
    if (typeof counter !== 'string' || counter.length === 0 || counter.length > 1024) {
      throw new OptionsError('counter', `expected a name of 1 to 1024 characters, got ${shown(counter)}`);
    }
    checkOptions(wholeNumber(1), by, 'by');
    const key = this.keys.key('bare', counter);
    const value = await this.runner.run(addToCounter, [key], [by, Number.MAX_SAFE_INTEGER]);
    if (value === undefined)
      throw new OptionsError('by', `counter "${counter}" would pass ${Number.MAX_SAFE_INTEGER}`);
    return value;
  }

  /** Where the counter stands and what the next number would be; takes nothing. */
  async peek<Variables extends string>(
    series: SeriesRef<Variables>,
    ...[options]: CallOptions<Variables>
  ): Promise<SeriesState> {
    const { known, scope, signal } = this.resolve(series, options);
    const state = await this.allocator.read(known, scope, undefined, signal);
    const following = followingNumber(known, state.value);
    return {
      value: state.value ?? known.start - known.step,
      next: following === undefined ? undefined : this.writer(known, scope, state.at)(following),
      remaining: remainingFrom(known, following),
      capacity: capacityOf(known),
      period: state.period.id,
      pending: 0,
    };
  }

  /**
   * Lifts the counter to a value that another system has reached, so that the next number is above it; never lowers it.
   * Answers where the counter stands.
   * @throws {OptionsError} when the value is above what the series can hold.
   */
  async advanceTo<Variables extends string>(
    series: SeriesRef<Variables>,
    value: number,
    ...[options]: CallOptions<Variables>
  ): Promise<number> {
    const { known, scope, signal } = this.resolve(series, options);
    checkOptions(wholeNumber(0, known.max), value, 'value');
    const state = await this.allocator.read(known, scope, value, signal);
    return state.value ?? value;
  }

  /**
   * What a number's text says; the exact inverse of formatting. Asks nobody: a number need not have been given.
   * @throws {InvalidSerialError} saying where and why the text is no number of the series.
   */
  parse(series: SeriesRef, text: string): ParsedSerial {
    return parseSerial(this.registry.resolve(series), text);
  }

  /** Tells whether a text is a number of the series, as far as a text can tell. */
  isValid(series: SeriesRef, text: string): boolean {
    const known = this.registry.resolve(series);
    try {
      parseSerial(known, text);
      return true;
    } catch (error) {
      if (error instanceof InvalidSerialError) return false;
      throw error;
    }
  }

  private async issueOne(series: SeriesRef, options: SerialOptions | undefined): Promise<IssuedSerial> {
    const [issued] = await this.issueMany(series, 1, options);
    if (!issued) throw new TypeError('An allocation of one number was empty');
    return issued;
  }

  private async issueMany(
    series: SeriesRef,
    count: number,
    options: SerialOptions | undefined,
  ): Promise<IssuedSerial[]> {
    const { known, scope, signal } = this.resolve(series, options);
    const { first, period, at } = await this.allocator.allocate(known, scope, count, signal);
    const common = { series: known.name, scope, period: period.id, issuedAt: new Date(at), replayed: false };
    const write = this.writer(known, scope, at);
    return Array.from({ length: count }, (_, index) => {
      const value = first + index * known.step;
      return { text: write(value), value, ...common };
    });
  }

  private resolve(series: SeriesRef, options: SerialOptions = {}): ResolvedCall {
    const known = this.registry.resolve(series);
    const misspelt = Object.keys(options).find((option) => option !== 'scope' && option !== 'signal');
    if (misspelt !== undefined)
      throw new OptionsError(misspelt, 'there is no such option; known are: scope, signal');
    options.signal?.throwIfAborted();
    return { known, scope: resolveScope(known, options.scope), signal: options.signal };
  }

  // What the instant decides is worked out once for all numbers of a call.
  private writer(series: Series, scope: Scope, at: number): (value: number) => string {
    const date = series.calendar.textsAt(at);
    return (value) => formatSerial(series.parts, { value, scope, date });
  }
}

interface ResolvedCall {
  readonly known: Series;
  readonly scope: Scope;
  readonly signal: AbortSignal | undefined;
}
