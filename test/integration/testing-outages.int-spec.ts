import { Controller, Get } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  defineSeries,
  LockLostError,
  LockService,
  RecoveryError,
  RedisUnavailableError,
  SerialService,
  type HighWaterStore,
  type RedisSerialOptions,
} from 'nestjs-redis-serial';
import { InMemoryRedis, RedisSerialTestingModule, TestClock } from 'nestjs-redis-serial/testing';

// What a server says for a while, and what who waits for a lock sits out.
const PASSING = 'LOADING Redis is loading the dataset in memory';

interface Shop {
  readonly module: TestingModule;
  readonly locks: LockService;
  readonly memory: InMemoryRedis;
  readonly clock: TestClock;
}

async function open(
  options: Omit<RedisSerialOptions, 'connection' | 'doctor'> & { memory?: InMemoryRedis } = {},
): Promise<Shop> {
  const module = await Test.createTestingModule({
    imports: [RedisSerialTestingModule.forRoot(options)],
  }).compile();
  const [locks, memory] = [module.get(LockService), module.get(InMemoryRedis)];
  return { module, locks, memory, clock: memory.clock };
}

/** What a promise has come to until now. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = new Promise((resolve) => {
    setImmediate(() => {
      resolve('pending');
    });
  });
  return await Promise.race([promise.catch((error: unknown) => error), pending]);
}

describe('an outage in memory, by the clock of the test', () => {
  it('is waited out by who asks for a lock', async () => {
    const { locks, memory, clock, module } = await open();
    memory.fail(PASSING);
    const asked = locks.acquire('k');
    await clock.advance('1s');
    expect(await outcomeOf(asked)).toBe('pending');
    memory.restore();
    await clock.advance('100ms');
    expect(await outcomeOf(asked)).toMatchObject({ key: 'k' });
    await module.close();
  });

  it('is not waited out for longer than commandTimeout', async () => {
    const { locks, memory, clock, module } = await open({ commandTimeout: '3s' });
    memory.fail(PASSING);
    const asked = locks.acquire('k', { wait: '1m' });
    await clock.advance(2_999);
    expect(await outcomeOf(asked)).toBe('pending');
    await clock.advance(100);
    expect(await outcomeOf(asked)).toBeInstanceOf(RedisUnavailableError);
    memory.restore();
    await module.close();
  });

  it('is not waited out for longer than wait', async () => {
    const { locks, memory, clock, module } = await open();
    memory.fail(PASSING);
    const asked = locks.acquire('k', { wait: '500ms' });
    await clock.advance(499);
    expect(await outcomeOf(asked)).toBe('pending');
    await clock.advance(1);
    expect(await outcomeOf(asked)).toBeInstanceOf(RedisUnavailableError);
    memory.restore();
    await module.close();
  });

  it('does not keep a lock from being given back', async () => {
    const memory = new InMemoryRedis();
    const [one, other] = [await open({ memory }), await open({ memory })];
    const held = await one.locks.acquire('k');
    memory.fail(PASSING);
    const released = held.release();
    await memory.clock.advance('1s');
    expect(await outcomeOf(released)).toBe('pending');
    memory.restore();
    await memory.clock.advance('100ms');
    expect(await outcomeOf(released)).toBe(true);
    expect(await other.locks.tryAcquire('k')).not.toBeNull();
    await Promise.all([one.module.close(), other.module.close()]);
  });

  it('in which a lock goes from one to the next of a process is made up for', async () => {
    const { locks, memory, clock, module } = await open();
    const first = await locks.acquire('k');
    const [second, third] = [locks.acquire('k'), locks.acquire('k')];
    await clock.advance('200ms');
    // It is asked here who is next, as it knows only of the first one yet.
    expect(await first.release()).toBe(true);
    const held = await second;
    memory.fail(PASSING);
    const released = held.release();
    await clock.advance('1s');
    memory.restore();
    await clock.advance('100ms');
    expect(await outcomeOf(released)).toBe(true);
    expect(await outcomeOf(third)).toMatchObject({ key: 'k' });
    expect((await locks.inspect('k'))?.holders).toHaveLength(1);
    await module.close();
  });

  it('ends a lock that is renewed no more, and not before', async () => {
    const { locks, memory, clock, module } = await open();
    const lock = await locks.acquire('k', { ttl: '10s' });
    memory.fail(PASSING);
    await clock.advance('9s');
    expect(lock.signal.aborted).toBe(false);
    await clock.advance('1s');
    expect(lock.signal.reason).toBeInstanceOf(LockLostError);
    memory.restore();
    await module.close();
  });

  it('holds up an app that shuts down for a second', async () => {
    const { locks, memory, clock, module } = await open();
    await module.init();
    await locks.acquire('k');
    memory.fail(PASSING);
    const closed = module.close().then(() => 'closed');
    await clock.advance(999);
    expect(await outcomeOf(closed)).toBe('pending');
    await clock.advance(1);
    expect(await outcomeOf(closed)).toBe('closed');
  });

  it('of a high-water store that does not answer stops its numbers after commandTimeout', async () => {
    const silent: HighWaterStore = {
      read: () => new Promise(() => undefined),
      raise: () => Promise.resolve(),
    };
    const Invoice = defineSeries({
      name: 'invoice',
      pattern: 'INV-{seq:4}',
      durability: { highWater: silent },
    });
    const { clock, module } = await open({ series: [Invoice] });
    const asked = module.get(SerialService).next('invoice');
    await clock.advance(1_999);
    expect(await outcomeOf(asked)).toBe('pending');
    await clock.advance(1);
    expect(await outcomeOf(asked)).toBeInstanceOf(RecoveryError);
    await module.close();
  });
});

describe('a shutdown, by the clock of the test', () => {
  const working: (() => void)[] = [];

  @Controller('work')
  class Work {
    constructor(private readonly locks: LockService) {}

    @Get()
    async work(): Promise<string> {
      return await this.locks.withLock('k', async ({ signal }) => {
        const stopped = new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
        for (const tell of working) tell();
        await stopped;
        return 'stopped';
      });
    }
  }

  it('tells who holds a lock when the grace is over', async () => {
    const module = await Test.createTestingModule({
      imports: [RedisSerialTestingModule.forRoot({ shutdownGrace: '10s' })],
      controllers: [Work],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const begun = new Promise<void>((resolve) => working.push(resolve));
    const response = fetch(`${await app.getUrl()}/work`);
    await begun;
    const closed = app.close();
    const clock = module.get(TestClock);
    await clock.advance(9_999);
    expect(await outcomeOf(response)).toBe('pending');
    await clock.advance(1);
    expect(await (await response).text()).toBe('stopped');
    await closed;
  });
});
