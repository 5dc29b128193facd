import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Injectable,
  Post,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  currentLock,
  LockInterceptor,
  LockKey,
  LockService,
  LockTimeoutError,
  OptionsError,
  type RedisSerialOptions,
  WithLock,
  type WithLockOptions,
} from 'nestjs-redis-serial';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

const nested = new LockTimeoutError('of the method itself', 0, 0);

@Injectable()
class Jobs {
  runs = 0;

  @WithLock('job', { wait: 0, onBusy: 'skip' })
  run(): Promise<number> {
    return Promise.resolve(++this.runs);
  }

  @WithLock('report:{0}', {
    wait: 0,
    onBusy: (error: LockTimeoutError, id: string, as: string) => `${id} as ${as}: ${error.code} ${error.key}`,
  })
  report(id: string, as: string): Promise<string> {
    return Promise.resolve(`report ${id} as ${as}`);
  }

  @WithLock('nested', { wait: 0, onBusy: 'skip' })
  meetsBusyLockItself(): Promise<void> {
    return Promise.reject(nested);
  }

  @WithLock(['account:{0.from}', 'account:{0.to}'], { wait: 0 })
  transfer(_order: { from: string; to: string }): Promise<string | undefined> {
    return Promise.resolve(currentLock()?.key);
  }

  @WithLock((ids: string[]) => ids.map((id) => `item:${id}`), { wait: 0 })
  many(_ids: string[]): Promise<string | undefined> {
    return Promise.resolve(currentLock()?.key);
  }
}

@Controller()
class Handlers {
  @Get('plain')
  @WithLock('http', { wait: 0 })
  plain(): string {
    return 'done';
  }

  @Get('locked')
  @WithLock('http', { wait: 0, busyStatus: 423 })
  locked(): string {
    return 'done';
  }

  @Post('skip')
  @LockKey(['item:{body.a}', 'item:{body.b}'], { wait: 0, onBusy: 'skip' })
  @UseInterceptors(LockInterceptor)
  skip(@Body() _body: object): { lock: string | undefined } {
    return { lock: currentLock()?.key };
  }

  @Get('instead')
  @LockKey((request: { query: { item: string } }) => `item:${request.query.item}`, {
    wait: 0,
    onBusy: (error: LockTimeoutError, request: { url: string }) => `${request.url}: ${error.code}`,
  })
  @UseInterceptors(LockInterceptor)
  instead(): string {
    return 'done';
  }
}

@Catch(LockTimeoutError)
class OwnFilter implements ExceptionFilter {
  catch(error: LockTimeoutError, host: ArgumentsHost): void {
    const response = host
      .switchToHttp()
      .getResponse<{ status(code: number): { json(body: object): void } }>();
    response.status(418).json({ mine: error.key });
  }
}

describe('a busy lock', () => {
  let redis: TestRedis;
  const apps: INestApplication[] = [];

  const start = async (options: RedisSerialOptions = {}, own = false): Promise<INestApplication> => {
    const app = await testApp(
      { connection: redis.url, keyPrefix: redis.keyPrefix, ...options },
      {
        providers: [Jobs, ...(own ? [{ provide: APP_FILTER, useClass: OwnFilter }] : [])],
        controllers: [Handlers],
      },
    );
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    return app;
  };
  const get = async (app: INestApplication, path: string): Promise<Response> =>
    await fetch(`${await app.getUrl()}/${path}`);

  beforeAll(async () => {
    redis = await testRedis();
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(() => redis.stop());

  it('makes a job with onBusy: skip answer undefined without running', async () => {
    const app = await start();
    const jobs = app.get(Jobs);
    const lock = await app.get(LockService).acquire('job');
    expect(await jobs.run()).toBeUndefined();
    expect(jobs.runs).toBe(0);
    await lock.release();
    expect(await jobs.run()).toBe(1);
  });

  it('lets a function answer from the error and the arguments', async () => {
    const app = await start();
    const jobs = app.get(Jobs);
    await using lock = await app.get(LockService).acquire('report:7');
    expect(await jobs.report('7', 'pdf')).toBe(`7 as pdf: LOCK_TIMEOUT ${lock.key}`);
    expect(await jobs.report('8', 'pdf')).toBe('report 8 as pdf');
  });

  it('that the method itself met is the error of the method, which nobody skips', async () => {
    const app = await start();
    await expect(app.get(Jobs).meetsBusyLockItself()).rejects.toBe(nested);
  });

  it('among several leaves the others free', async () => {
    const app = await start();
    const locks = app.get(LockService);
    await using lock = await locks.acquire('account:b');
    await expect(app.get(Jobs).transfer({ from: 'a', to: 'b' })).rejects.toMatchObject({ key: lock.key });
    expect(await locks.inspect('account:a')).toBeNull();
    expect(await app.get(Jobs).transfer({ from: 'a', to: 'c' })).toBe('account:a, account:c');
    expect(await app.get(Jobs).many(['2', '1'])).toBe('item:1, item:2');
    await expect(app.get(Jobs).many([])).rejects.toMatchObject({ code: 'LOCK_KEY' });
  });

  it('answers with the status that the decorator or else the module says', async () => {
    const usual = await start();
    await using lock = await usual.get(LockService).acquire('http', { ttl: '20s' });
    expect((await get(usual, 'plain')).status).toBe(409);
    const answer = await get(usual, 'locked');
    expect(answer.status).toBe(423);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(await answer.json()).toEqual({
      statusCode: 423,
      error: 'Locked',
      code: 'LOCK_TIMEOUT',
      message: 'Someone else is working on this',
    });
    const strict = await start({ busyStatus: 429 });
    expect((await get(strict, 'plain')).status).toBe(429);
    expect((await get(strict, 'locked')).status).toBe(423);
    expect(lock.signal.aborted).toBe(false);
  });

  it('is left to the filters of the app where it says so', async () => {
    const app = await start({ exceptionFilter: false }, true);
    await using lock = await app.get(LockService).acquire('http');
    const answer = await get(app, 'plain');
    expect([answer.status, await answer.json()]).toEqual([418, { mine: lock.key }]);
  });

  it('that the interceptor met is skipped or answered likewise', async () => {
    const app = await start();
    const post = async (body: object): Promise<Response> =>
      await fetch(`${await app.getUrl()}/skip`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await using lock = await app.get(LockService).acquire('item:b');
    const skipped = await post({ a: 'a', b: 'b' });
    expect([skipped.status, await skipped.text()]).toEqual([201, '']);
    expect(await (await post({ a: 'a', b: 'c' })).json()).toEqual({ lock: 'item:a, item:c' });
    expect((await post({ a: 'a' })).status).toBe(400);
    expect(await (await get(app, 'instead?item=b')).text()).toBe('/instead?item=b: LOCK_TIMEOUT');
    expect(await (await get(app, 'instead?item=c')).text()).toBe('done');
    expect((await get(app, 'instead')).status).toBe(400);
    expect(lock.signal.aborted).toBe(false);
  });

  it.each([
    [{ onBusy: 'ignore' }, "options.onBusy: expected 'throw', 'skip' or a function, got 'ignore'"],
    [{ busyStatus: 200 }, 'options.busyStatus: expected a whole number, 400 to 599, got 200'],
    [{ wiat: 1 }, 'options.wiat: there is no such option'],
  ])('is prepared for when the class is defined: %j is refused', (options, message) => {
    for (const decorate of [WithLock, LockKey]) {
      expect(() => decorate('x', options as WithLockOptions)).toThrow(OptionsError);
      expect(() => decorate('x', options as WithLockOptions)).toThrow(message);
    }
  });
});
