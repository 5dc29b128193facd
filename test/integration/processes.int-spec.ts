import type { SeriesDefinition } from 'nestjs-redis-serial';
import { IssuingProcess } from '../support/issuing-process.js';
import { upTo } from '../support/range.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const HOUR = 3_600_000;

const rises = (numbers: readonly string[]): boolean =>
  numbers.every((text, index) => index === 0 || text > (numbers[index - 1] ?? ''));

describe('several processes on one Redis', () => {
  let redis: TestRedis;
  let processes: readonly IssuingProcess[];

  beforeAll(async () => {
    redis = await testRedis();
    processes = upTo(4).map(() => IssuingProcess.start(redis));
  });
  afterAll(async () => {
    expect(await Promise.all(processes.map((one) => one.end()))).toEqual([0, 0, 0, 0]);
    await redis.stop();
  });

  it('4 processes × 5,000 strict numbers are exactly 1 … 20,000', async () => {
    const series: SeriesDefinition = { name: 'strict', pattern: '{seq:8}' };
    const all = await Promise.all(processes.map((one) => one.issue({ count: 5_000, series })));
    const values = all.flat().map(Number);
    expect(values.sort((a, b) => a - b)).toEqual(upTo(20_000));
    expect(all.every(rises)).toBe(true);
  });

  it('4 processes × 5,000 buffered numbers are all different, and rise in each process', async () => {
    const series: SeriesDefinition = { name: 'buffered', pattern: '{seq:8}', mode: 'buffered' };
    const all = await Promise.all(processes.map((one) => one.issue({ count: 5_000, series })));
    expect(new Set(all.flat()).size).toBe(20_000);
    expect(all.every(rises)).toBe(true);
  });

  it('50 callers in 4 processes with one idempotency key get one number', async () => {
    const series: SeriesDefinition = { name: 'once', pattern: '{seq:8}' };
    const counts = [12, 12, 13, 13];
    const options = { idempotencyKey: 'order 7' };
    const all = await Promise.all(
      processes.map((one, index) => one.issue({ count: counts[index] ?? 0, series, options })),
    );
    expect(all.flat()).toEqual(Array.from({ length: 50 }, () => '00000001'));
    expect(await processes[0]?.issue({ count: 1, series })).toEqual(['00000002']);
  });

  it('processes whose clocks differ by hours agree on every period', async () => {
    const series: SeriesDefinition = { name: 'clocks', pattern: '{date:yyyyMMddHHmm}-{seq:4}' };
    const offs = [-HOUR, 0, HOUR, 26 * HOUR];
    const wrong = offs.map((clockOffMs) => IssuingProcess.start(redis, { clockOffMs }));
    const all = await Promise.all(wrong.map((one) => one.issue({ count: 50, series })));
    await Promise.all(wrong.map((one) => one.end()));
    expect(new Set(all.flat()).size).toBe(200);
    // The test itself may run over the end of a minute or an hour, but not for longer than that.
    const minutes = [...new Set(all.flat().map((text) => text.slice(0, 12)))].sort();
    expect(minutes.length).toBeLessThanOrEqual(2);
    const perHour = new Map<string, number[]>();
    for (const text of all.flat()) {
      const hour = text.slice(0, 10);
      perHour.set(hour, [...(perHour.get(hour) ?? []), Number(text.slice(-4))]);
    }
    for (const values of perHour.values()) {
      expect(values.sort((a, b) => a - b)).toEqual(upTo(values.length));
    }
  });
});
