import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { Controller, Injectable, Module, Param, Post, UseInterceptors } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  defineSeries,
  LockInterceptor,
  LockKey,
  LockLostError,
  LockService,
  LockTimeoutError,
  OptionsError,
  PeriodClosedError,
  RedisSerialModule,
  RedisUnavailableError,
  SerialService,
  WithLock,
} from 'nestjs-redis-serial';
import {
  InMemoryRedis,
  RedisSerialTestingModule,
  type RedisSerialTestingOptions,
  TestClock,
  useInMemoryRedisSerial,
} from 'nestjs-redis-serial/testing';
import { upTo } from '../support/range.js';

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

@Controller('payments')
class Payments {
  @Post(':id')
  @LockKey('order:{params.id}', { wait: 0 })
  @UseInterceptors(LockInterceptor)
  pay(@Param('id') id: string): string {
    return `order:${id}`;
  }
}

@Module({ imports: [RedisSerialModule.forFeature({ series: [Invoice] })] })
class InvoiceModule {}

@Module({
  imports: [
    RedisSerialModule.forRootAsync({ useFactory: () => ({ connection: NOWHERE, keyPrefix: 'shop' }) }),
    InvoiceModule,
  ],
})
class AppModule {}

interface Opened {
  readonly module: TestingModule;
  readonly locks: LockService;
  readonly serials: SerialService;
  readonly clock: TestClock;
}

async function open(options: RedisSerialTestingOptions = {}): Promise<Opened> {
  const imports = [RedisSerialTestingModule.forRoot(options)];
  const module = await Test.createTestingModule({ imports }).compile();
  const [locks, serials] = [module.get(LockService), module.get(SerialService)];
  return { module, locks, serials, clock: module.get(TestClock) };
}

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

  it('opens no connection, whatever the app says of one', async () => {
    let opened = 0;
    const server = createServer(() => opened++).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const module = await useInMemoryRedisSerial(
      Test.createTestingModule({
        imports: [RedisSerialModule.forRoot({ connection: { host: '127.0.0.1', port }, doctor: 'strict' })],
      }),
    ).compile();
    await module.init();
    await module.get(LockService).withLock('k', () => module.get(SerialService).increment('n'));
    await module.close();
    server.close();
    await once(server, 'close');
    expect(opened).toBe(0);
  });

  it('refuses what RedisSerialModule refuses', async () => {
    const compile = (options: RedisSerialTestingOptions): Promise<unknown> =>
      Test.createTestingModule({ imports: [RedisSerialTestingModule.forRoot(options)] }).compile();
    await expect(compile({ keyPrefix: 'a b' })).rejects.toMatchObject({ code: 'OPTIONS', path: 'keyPrefix' });
    await expect(compile({ lock: { ttl: 1 } })).rejects.toMatchObject({ code: 'OPTIONS', path: 'lock.ttl' });
  });

  it('answers an idempotency key also after its period was closed', async () => {
    const Kept = defineSeries({
      ...{ name: 'kept', pattern: '{date:yyyyMMdd}-{seq:4}' },
      ...{ retention: '1h', idempotencyTtl: '30d' },
    });
    const { serials, clock, module } = await open({ now: '2026-06-15T23:30:00Z' });
    const options = { at: new Date('2026-06-15T12:00:00Z'), idempotencyKey: 'kept' };
    const text = await serials.next(Kept, options);
    for (const later of ['2h', '2d'] as const) {
      await clock.advance(later);
      expect(await serials.next(Kept, options)).toBe(text);
      await expect(serials.next(Kept, { ...options, idempotencyKey: 'new' })).rejects.toThrow(
        PeriodClosedError,
      );
    }
    await module.close();
  });

  it('goes through years: periods, retention, idempotency keys', async () => {
    const { clock, serials, module } = await open({
      series: [OrderNo],
      now: '2026-12-31T23:59:59.999Z',
    });
    const [first, idempotencyKey] = [new Date(clock.now()), 'k'];
    expect(await serials.next(OrderNo, { idempotencyKey })).toBe('ORD-20261231-0001');
    await clock.advance(1);
    expect(await serials.next(OrderNo)).toBe('ORD-20270101-0001');
    expect(await serials.next(OrderNo, { idempotencyKey })).toBe('ORD-20261231-0001');
    await clock.advance('1d');
    expect(await serials.next(OrderNo, { idempotencyKey })).toBe('ORD-20270102-0001');
    expect(await serials.next(OrderNo, { at: first })).toBe('ORD-20261231-0002');
    await clock.advance('400d');
    await expect(serials.next(OrderNo, { at: first })).rejects.toBeInstanceOf(PeriodClosedError);
    await module.close();
  });

  it('has the same instant for every number while the clock stands still', async () => {
    const { serials, module } = await open({ series: [OrderNo], now: '2026-01-31T23:59:59.999Z' });
    const issued = await Promise.all(upTo(3000).map(() => serials.issue(OrderNo)));
    expect(new Set(issued.map(({ issuedAt }) => issuedAt.toISOString()))).toEqual(
      new Set(['2026-01-31T23:59:59.999Z']),
    );
    await module.close();
  });

  it('keeps to the order of coming over several apps though no time goes by', async () => {
    const memory = new InMemoryRedis();
    const apps = await Promise.all([open({ memory }), open({ memory }), open({ memory })]);
    const [holder, one, two] = apps.map(({ locks }) => locks) as [LockService, LockService, LockService];
    const held = await holder.acquire('k');
    const order: number[] = [];
    const first = one.withLock('k', () => order.push(1));
    await memory.clock.advance(0);
    const second = two.withLock('k', () => order.push(2));
    await memory.clock.advance(0);
    await held.release();
    await Promise.all([first, second]);
    expect(order).toEqual([1, 2]);
    await Promise.all(apps.map(({ module }) => module.close()));
  });

  it('lets everything happen in its time on the way', async () => {
    const { locks, clock, module } = await open();
    const seen: string[] = [];
    const since = clock.now();
    const note = (what: string): void => void seen.push(`${clock.now() - since} ${what}`);
    const job = locks.withLock('job', { ttl: '3s', atLeast: '10s' }, async () => {
      await clock.sleep('4s');
      note('done');
    });
    const next = locks.acquire('job', { wait: '1m' }).then(() => {
      note('next');
    });
    const never = locks.acquire('job', { wait: '9s' }).catch(() => {
      note('gave up');
    });
    await clock.advance('20s');
    await Promise.all([job, next, never]);
    expect(seen).toEqual(['4000 done', '9000 gave up', '10001 next']);
    await module.close();
  });

  it('tells leases and holders by the clock', async () => {
    const { locks, clock, module } = await open();
    const lock = await locks.acquire('k', { ttl: '30s', renew: false });
    expect(lock.expiresAt - clock.now()).toBeGreaterThan(29_000);
    await clock.advance('10s');
    const error: unknown = await locks.acquire('k', { wait: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ heldForMs: 20_000, waitedMs: 0 });
    expect(await locks.inspect('k')).toMatchObject({
      holders: [{ expiresIn: 20_000, acquiredAt: clock.now() - 10_000 }],
    });
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
    await locks.acquire('k');
    await module.close();
  });

  it('lets the answers of HTTP handlers be tested', async () => {
    const module = await Test.createTestingModule({
      imports: [RedisSerialTestingModule.forRoot()],
      controllers: [Payments],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const pay = (id: string): Promise<Response> => fetch(`${url}/payments/${id}`, { method: 'POST' });
    expect([(await pay('7')).status, await (await pay('7')).text()]).toEqual([201, 'order:7']);
    const lock = await module.get(LockService).acquire('order:7', { ttl: '30s' });
    const busy = await pay('7');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([409, '30']);
    await lock.release();
    module.get(InMemoryRedis).fail();
    expect((await pay('7')).status).toBe(503);
    module.get(InMemoryRedis).restore();
    expect((await pay('7')).status).toBe(201);
    await app.close();
  });

  it('works under fake timers that leave it the event loop', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const { locks, serials, clock, module } = await open();
    expect(await serials.increment('n')).toBe(1);
    const lock = await locks.acquire('k');
    await clock.advance('1h');
    expect(lock.signal.aborted).toBe(false);
    await module.close();
    jest.useRealTimers();
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
