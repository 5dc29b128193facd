import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  defineSeries,
  LockLostError,
  LockService,
  LockTimeoutError,
  OptionsError,
  RedisSerialModule,
  RedisUnavailableError,
  SerialService,
  WithLock,
} from 'nestjs-redis-serial';
import {
  InMemoryRedis,
  RedisSerialTestingModule,
  TestClock,
  useInMemoryRedisSerial,
} from 'nestjs-redis-serial/testing';

const OrderNo = defineSeries({ name: 'order', pattern: 'ORD-{date:yyyyMMdd}-{seq:4}' });
const Invoice = defineSeries({ name: 'invoice', pattern: 'INV-{date:yyyyMM}-{seq:4}' });

@Injectable()
class Orders {
  inside = 0;
  most = 0;

  constructor(
    readonly serials: SerialService,
    readonly clock: TestClock,
  ) {}

  @WithLock('order:{0}')
  async place(_customer: string): Promise<string> {
    this.most = Math.max(this.most, ++this.inside);
    await this.clock.sleep('1s');
    this.inside--;
    return await this.serials.next(OrderNo);
  }
}

// Nothing listens there: a test that tried it would fail.
const NOWHERE = 'redis://127.0.0.1:1';

@Module({ imports: [RedisSerialModule.forFeature({ series: [Invoice] })] })
class InvoiceModule {}

@Module({
  imports: [
    RedisSerialModule.forRootAsync({ useFactory: () => ({ connection: NOWHERE, keyPrefix: 'shop' }) }),
    InvoiceModule,
  ],
})
class AppModule {}

describe('RedisSerialTestingModule', () => {
  it('gives numbers and locks in memory, by a clock that the test moves on', async () => {
    const module = await Test.createTestingModule({
      imports: [RedisSerialTestingModule.forRoot({ series: [OrderNo], now: '2026-01-31T23:59:30Z' })],
      providers: [Orders],
    }).compile();
    await module.init();
    const [orders, clock] = [module.get(Orders), module.get(TestClock)];
    expect(clock.now()).toBe(Date.UTC(2026, 0, 31, 23, 59, 30));
    expect(await orders.serials.next(OrderNo)).toBe('ORD-20260131-0001');
    await clock.advance('1m');
    expect(await orders.serials.next(OrderNo)).toBe('ORD-20260201-0001');
    const placed = Promise.all([orders.place('ann'), orders.place('ann'), orders.place('ann')]);
    await clock.advance('3s');
    expect(await placed).toEqual(['ORD-20260201-0002', 'ORD-20260201-0003', 'ORD-20260201-0004']);
    expect(orders.most).toBe(1);
    await module.close();
  });

  it('does not connect an app that imports RedisSerialModule itself', async () => {
    const module = await useInMemoryRedisSerial(Test.createTestingModule({ imports: [AppModule] }), {
      now: '2026-03-01',
    }).compile();
    await module.init();
    expect(await module.get(SerialService).next(Invoice)).toBe('INV-202603-0001');
    await module.get(TestClock).set('2026-04-01T00:00:00Z');
    expect(await module.get(SerialService).next('invoice')).toBe('INV-202604-0001');
    expect(module.get(InMemoryRedis).clock).toBe(module.get(TestClock));
    await module.close();
  });

  it('renews, loses and waits for locks as the clock is moved on', async () => {
    const module = await Test.createTestingModule({
      imports: [RedisSerialTestingModule.forRoot()],
    }).compile();
    const [locks, clock] = [module.get(LockService), module.get(TestClock)];
    const held = await locks.acquire('k');
    const waiting = locks.acquire('k', { wait: '5s' }).catch((error: unknown) => error);
    await clock.advance('5s');
    expect(await waiting).toBeInstanceOf(LockTimeoutError);
    await clock.advance('1h');
    expect(held.signal.aborted).toBe(false);
    expect(await held.release()).toBe(true);
    const short = await locks.acquire('k', { ttl: '1s', renew: false });
    await clock.advance('999ms');
    expect(short.signal.aborted).toBe(true);
    expect(short.signal.reason).toBeInstanceOf(LockLostError);
    await module.close();
  });

  it('shares what a memory has, and nothing else', async () => {
    const memory = new InMemoryRedis();
    const modules = await Promise.all(
      [memory, memory, undefined].map((shared) =>
        Test.createTestingModule({
          imports: [RedisSerialTestingModule.forRoot({ memory: shared })],
        }).compile(),
      ),
    );
    const [one, two, other] = modules.map((module) => module.get(LockService));
    expect(await one?.tryAcquire('k')).not.toBeNull();
    expect(await two?.tryAcquire('k')).toBeNull();
    expect(await other?.tryAcquire('k')).not.toBeNull();
    await Promise.all(modules.map((module) => module.close()));
  });

  it('fails while it is told to, and goes on afterwards', async () => {
    const module = await Test.createTestingModule({
      imports: [RedisSerialTestingModule.forRoot()],
    }).compile();
    const memory = module.get(InMemoryRedis);
    const [locks, serials] = [module.get(LockService), module.get(SerialService)];
    await serials.increment('n');
    memory.fail();
    await expect(locks.acquire('k')).rejects.toBeInstanceOf(RedisUnavailableError);
    await expect(serials.increment('n')).rejects.toBeInstanceOf(RedisUnavailableError);
    memory.restore();
    expect(await serials.increment('n')).toBe(2);
    await using _lock = await locks.acquire('k');
    await module.close();
  });

  it('refuses a clock that would go back, and a memory with a second clock', async () => {
    const clock = new TestClock('2026-01-02');
    expect(() => clock.set('2026-01-01')).toThrow(OptionsError);
    expect(() => clock.advance('soon')).toThrow(OptionsError);
    expect(() =>
      RedisSerialTestingModule.forRoot({ memory: new InMemoryRedis(), now: '2026-01-01' }),
    ).toThrow(OptionsError);
    await clock.set('2026-01-02');
  });
});
