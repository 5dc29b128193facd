import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Param,
  Post,
  StreamableFile,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import {
  currentLock,
  LockInterceptor,
  LockKey,
  LockLostError,
  LockService,
  WithLock,
} from 'nestjs-redis-serial';
import { catchError, defer, lastValueFrom, type Observable, of, retry, throwError, timeout } from 'rxjs';
import { eventually } from '../support/eventually.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

async function* pieces(): AsyncGenerator<string> {
  for (const piece of ['a', 'b', 'c']) {
    await turn();
    yield piece;
  }
}

@Injectable()
class Streams {
  tries = 0;

  @WithLock('s')
  readable(): Promise<Readable> {
    return Promise.resolve(Readable.from(pieces()));
  }

  @WithLock('s')
  file(): Promise<StreamableFile> {
    return Promise.resolve(new StreamableFile(Readable.from([Buffer.from('abc')])));
  }

  @WithLock('s')
  web(): Promise<ReadableStream<string>> {
    return Promise.resolve(Readable.toWeb(Readable.from(pieces())) as ReadableStream<string>);
  }

  @WithLock('s')
  async *generator(): AsyncGenerator<string | undefined> {
    await turn();
    yield currentLock()?.key;
    await turn();
    yield currentLock()?.key;
  }

  @WithLock('s')
  failing(): Observable<string> {
    return defer(() => {
      this.tries++;
      return throwError(() => new Error('out of tea'));
    });
  }
}

/** Gives a handler up after a moment. */
class Impatient implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(50),
      catchError(() => of('gave up')),
    );
  }
}

@Controller('slow')
class Slow {
  static ran = 0;

  @Post(':id')
  @LockKey('slow:{params.id}')
  @UseInterceptors(Impatient, LockInterceptor)
  run(): string {
    Slow.ran++;
    return 'ran';
  }

  @Get(':id')
  @LockKey('slow:{params.id}')
  @UseInterceptors(LockInterceptor)
  read(@Param('id') id: string): StreamableFile {
    return new StreamableFile(Buffer.from(id));
  }
}

describe('a lock around a stream', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let locks: LockService;
  let streams: Streams;

  beforeAll(async () => {
    redis = await testRedis();
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    app = await testApp(options, { providers: [Streams], controllers: [Slow] });
    locks = app.get(LockService);
    streams = app.get(Streams);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });
  afterEach(async () => {
    await eventually('the lock is free', async () => (await locks.inspect('s')) === null);
  });

  const isHeld = async (): Promise<boolean> => (await locks.inspect('s')) !== null;

  it('is held until a Node stream has been read', async () => {
    const stream = await streams.readable();
    expect(await isHeld()).toBe(true);
    expect(await text(stream)).toBe('abc');
  });

  it('is given back when a Node stream is destroyed', async () => {
    const stream = await streams.readable();
    stream.destroy();
    await once(stream, 'close');
  });

  it('is held until a file has been sent', async () => {
    const file = await streams.file();
    expect(await isHeld()).toBe(true);
    expect(await text(file.getStream())).toBe('abc');
  });

  it('is held until a web stream has been read, or cancelled', async () => {
    const stream = await streams.web();
    expect(await isHeld()).toBe(true);
    expect(await text(stream)).toBe('abc');
    expect(await isHeld()).toBe(false);
    await (await streams.web()).cancel();
    expect(await isHeld()).toBe(false);
  });

  it('is the current one in the body of a generator, and given back when that has ended', async () => {
    const generator = (await (streams.generator() as unknown)) as AsyncGenerator<string>;
    expect(await isHeld()).toBe(true);
    const keys: string[] = [];
    for await (const key of generator) keys.push(key);
    expect(keys).toEqual(['s', 's']);
    expect(await isHeld()).toBe(false);
  });

  it('is given back when a generator is left, also before its first step', async () => {
    for (const steps of [0, 1]) {
      const generator = (await (streams.generator() as unknown)) as AsyncGenerator<string>;
      for (let step = 0; step < steps; step++) await generator.next();
      expect(await isHeld()).toBe(true);
      await generator.return(undefined);
      expect(await isHeld()).toBe(false);
    }
  });

  it('is not worked without: an observable that is subscribed to again is refused', async () => {
    const observable = (await (streams.failing() as unknown)) as Observable<never>;
    await expect(lastValueFrom(observable.pipe(retry(1)))).rejects.toThrow(LockLostError);
    expect(streams.tries).toBe(1);
  });

  it('is not kept for a request that has given up waiting for it', async () => {
    const url = await app.getUrl();
    const lock = await locks.acquire('slow:1');
    const response = await fetch(`${url}/slow/1`, { method: 'POST' });
    expect(await response.text()).toBe('gave up');
    await lock.release();
    await eventually('nobody waits', async () => (await locks.inspect('slow:1')) === null);
    expect(await (await fetch(`${url}/slow/1`)).text()).toBe('1');
    expect(await locks.tryAcquire('slow:1', { ttl: '1s', renew: false })).not.toBeNull();
    expect(Slow.ran).toBe(0);
  });
});
