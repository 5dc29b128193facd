import { Test, type TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { defineSeries, SerialService, type Durability, type Series } from 'nestjs-redis-serial';
import { InMemoryRedis, RedisSerialTestingModule } from 'nestjs-redis-serial/testing';
import { Ceilings } from '../conformance/ceilings.js';
import { testApp } from '../support/test-app.js';
import { testRedis } from '../support/test-redis.js';

const DAY = 86_400_000;
const keptFor = (retention: string): Series =>
  defineSeries({ name: 'invoice', pattern: 'I-{date:yyyyMMdd}-{seq:4}', retention });

describe('a retention that was made longer', () => {
  it.each<[string, (store: Ceilings) => Durability]>([
    ['none', () => 'none'],
    ['fenced', () => 'fenced'],
    ['highWater', (store) => ({ highWater: store })],
  ])('holds for periods that were open already, with %s', async (_, durabilityWith) => {
    const memory = new InMemoryRedis({ now: '2026-03-10T12:00:00Z' });
    const durability = durabilityWith(new Ceilings());
    const at = new Date('2026-03-09T12:00:00Z');
    const open = async (series: Series): Promise<TestingModule> => {
      const imports = [RedisSerialTestingModule.forRoot({ memory, series: [series], durability })];
      return await Test.createTestingModule({ imports }).compile();
    };
    const [short, long] = [keptFor('1d'), keptFor('30d')];
    const before = await open(short);
    expect(await before.get(SerialService).next(short, { at })).toBe('I-20260309-0001');
    await before.close();
    // It only starts, and takes nothing.
    const later = await (await open(long)).init();
    await later.get(SerialService).next(long);
    await memory.clock.advance('5d');
    expect(await later.get(SerialService).next(long, { at })).toBe('I-20260309-0002');
    await later.close();
  });

  it('has the counters in Redis live longer, and one that was made shorter does not shorten it', async () => {
    const redis = await testRedis();
    const client = new Redis(redis.url);
    const keyPrefix = `${redis.keyPrefix}-retention`;
    const at = new Date(Date.now() - DAY);
    const hash = `${keyPrefix}:counters:{invoice#0}:${at.toISOString().slice(0, 10)}`;
    const daysLeft = async (): Promise<number> => Math.round((await client.pttl(hash)) / DAY);
    const take = async (series: Series): Promise<number> => {
      const app = await testApp({ connection: redis.url, keyPrefix, doctor: 'off', series: [series] });
      try {
        const serials = app.get(SerialService);
        await serials.next(series);
        return serials.parse(series, await serials.next(series, { at })).value;
      } finally {
        await app.close();
      }
    };
    try {
      expect(await take(keptFor('10d'))).toBe(1);
      const first = await daysLeft();
      expect(await take(keptFor('40d'))).toBe(2);
      expect(await daysLeft()).toBe(first + 30);
      expect(await take(keptFor('10d'))).toBe(3);
      expect(await daysLeft()).toBe(first + 30);
    } finally {
      client.disconnect();
      await redis.stop();
    }
  });

  it('has a store keep its records for as long', async () => {
    const redis = await testRedis();
    const keyPrefix = `${redis.keyPrefix}-kept`;
    const store = new Ceilings();
    const take = async (series: Series): Promise<void> => {
      const durability = { highWater: store };
      const app = await testApp({
        connection: redis.url,
        keyPrefix,
        doctor: 'off',
        series: [series],
        durability,
      });
      await app.get(SerialService).next(series);
      await app.close();
    };
    const closes = async (): Promise<number> => {
      const period = new Date().toISOString().slice(0, 10);
      return (await store.read(`closes/${keyPrefix}:series:{invoice#0}/${period}`)) ?? 0;
    };
    try {
      await take(keptFor('10d'));
      const first = await closes();
      expect(first).toBeGreaterThan(Date.now());
      await take(keptFor('40d'));
      expect(await closes()).toBe(first + 30 * DAY);
    } finally {
      await redis.stop();
    }
  });
});
