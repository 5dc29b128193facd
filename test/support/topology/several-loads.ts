import type { INestApplication } from '@nestjs/common';
import {
  defineSeries,
  LockService,
  SerialService,
  type RedisSerialOptions,
  type SeriesDefinition,
} from 'nestjs-redis-serial';
import { eventually } from '../eventually.js';
import { upTo } from '../range.js';
import { testApp } from '../test-app.js';
import { startLoad, type Hold, type Load, type LoadPlan } from './load.mjs';
import { LoadProcess, type ProcessLoad } from './load-process.js';

/** What is issued if nothing is said. */
export const SERIES: readonly SeriesDefinition[] = [
  { name: 'strict', pattern: 'S{seq:9}' },
  { name: 'buffered', pattern: 'B{seq:9}', mode: 'buffered', buffer: { size: 50 } },
];
const PROCESSES = 2;

/** What the test's own app does otherwise than the other processes. */
export interface SeveralLoadsOptions {
  readonly options: RedisSerialOptions;
  readonly plan?: Partial<LoadPlan>;
  readonly series?: readonly SeriesDefinition[];
  /** Ceilings of the test's own app, and where the other processes keep theirs: one and the same place. */
  readonly ownDurability?: RedisSerialOptions['durability'];
  readonly highWaterUrl?: string;
}

/** Two processes and an app in the test's own, each with several callers, on one Redis. */
export class SeveralLoads {
  private constructor(
    readonly app: INestApplication,
    private readonly series: readonly SeriesDefinition[],
    private readonly loads: readonly Load[],
  ) {}

  /** Resolves when each of them has been given numbers of each series, and locks. */
  static async start({
    options,
    ownDurability,
    highWaterUrl,
    series = SERIES,
    ...more
  }: SeveralLoadsOptions): Promise<SeveralLoads> {
    const plan = { callers: 3, ...more.plan };
    const process: ProcessLoad = { options, series, plan, highWaterUrl };
    const others = upTo(PROCESSES).map(() => LoadProcess.start(process));
    const app = await testApp({ ...options, ...(ownDurability && { durability: ownDurability }) });
    const services = { serials: app.get(SerialService), locks: app.get(LockService) };
    const own = startLoad(
      services,
      series.map((one) => defineSeries(one)),
      plan,
    );
    const all = new SeveralLoads(app, series, [own, ...others]);
    await all.goOn();
    return all;
  }

  /** All texts that were given, by whomever. */
  get given(): string[] {
    return this.loads.flatMap(({ given }) => Object.values(given).flat());
  }

  /** How many of them were given before to somebody. */
  get repeated(): number {
    const { given } = this;
    return given.length - new Set(given).size;
  }

  /** The same of one series. */
  repeatedOf(name: string): number {
    const given = this.loads.flatMap((load) => load.given[name] ?? []);
    return given.length - new Set(given).size;
  }

  get holds(): Hold[] {
    return this.loads.flatMap(({ holds }) => holds);
  }

  /** What calls failed with, but for these codes. */
  errorsBut(...codes: readonly string[]): string[] {
    const errors = this.loads.flatMap((load) => load.errors);
    return errors.filter((error) => !codes.some((code) => error.startsWith(`${code}: `)));
  }

  /** Waits until each of them is given as many more numbers of each series, without a restart of any. */
  async goOn(more = 50): Promise<void> {
    const counts = (): number[] =>
      this.loads.flatMap(({ given }) => this.series.map(({ name }) => given[name]?.length ?? 0));
    const before = counts();
    await eventually('everybody is given numbers', () =>
      counts().every((count, index) => count >= (before[index] ?? 0) + more),
    );
  }

  /** Waits until so many more calls have ended, in whatever way. */
  async carryOn(more: number): Promise<void> {
    const ended = (): number =>
      this.loads.reduce((sum, { errors }) => sum + errors.length, this.given.length + this.holds.length);
    const before = ended();
    await eventually('calls are made', () => ended() >= before + more);
  }

  /** Waits until a call of each of them has failed. */
  async fail(): Promise<void> {
    const counts = this.loads.map(({ errors }) => errors.length);
    await eventually('a call of everybody fails', () =>
      this.loads.every(({ errors }, index) => errors.length > (counts[index] ?? 0)),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.loads.map((load) => load.stop()));
    await this.app.close();
  }
}
