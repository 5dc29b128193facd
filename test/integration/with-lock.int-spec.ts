import { setImmediate as turn } from 'node:timers/promises';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpException,
  type INestApplication,
  Injectable,
  Param,
  ParseIntPipe,
  Post,
  Scope,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  Body,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  currentLock,
  LockInterceptor,
  LockKey,
  LockKeyError,
  LockService,
  OptionsError,
  WithLock,
} from 'nestjs-redis-serial';
import { concatMap, from, type Observable, lastValueFrom, toArray, Subject } from 'rxjs';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const failure = new HttpException('out of tea', 418);
const gates = upTo(3).map(() => new Gate());

/** Counts how many calls are inside at once. */
class Turnstile {
  most = 0;
  /** For how long each is inside. */
  stay: () => Promise<unknown> = turn;
  private inside = 0;
  async pass(): Promise<void> {
    this.most = Math.max(this.most, ++this.inside);
    await this.stay();
    this.inside--;
  }
}

@Injectable()
class Payments {
  readonly turnstile = new Turnstile();

  @WithLock('order:{0.id}')
  async pay(order: { id: string }, amount: number): Promise<string> {
    await this.turnstile.pass();
    return `${order.id} ${amount} ${currentLock()?.key}`;
  }

  @WithLock((order: { id: string }) => `order:${order.id}`, { wait: 0 })
  once(order: { id: string }): Promise<string> {
    return Promise.resolve(order.id);
  }

  @WithLock('failing')
  async fail(): Promise<never> {
    await turn();
    throw failure;
  }

  @WithLock('sync')
  sync(): number {
    return 7;
  }

  @WithLock('stream', { wait: 0 })
  stream(): Observable<string | undefined> {
    return from(gates).pipe(
      concatMap(async ({ passed }) => {
        await passed;
        return currentLock()?.key;
      }),
    );
  }

  @WithLock('generator', { wait: 0 })
  async *numbers(): AsyncGenerator<number> {
    yield 1;
    await turn();
    yield 2;
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  @WithLock('per-request')
  async work(): Promise<string | undefined> {
    await turn();
    return currentLock()?.key;
  }
}

class Base {
  @WithLock('inherited:{0}')
  async work(_id: number): Promise<string | undefined> {
    await turn();
    return currentLock()?.key;
  }
}

@Injectable()
class Derived extends Base {
  @WithLock('own')
  async other(): Promise<string | undefined> {
    await turn();
    return currentLock()?.key;
  }
}

const Role = Reflector.createDecorator<string>();

@Injectable()
class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}
  canActivate(context: ExecutionContext): boolean {
    return this.reflector.get(Role, context.getHandler()) === 'cashier';
  }
}

const held = new Subject<undefined>();

@Controller('orders')
class OrdersController {
  constructor(private readonly perRequest: PerRequest) {}

  @WithLock('http:{0}', { wait: 0 })
  @Post('above/:id')
  @Role('cashier')
  @UseGuards(RoleGuard)
  @SetMetadata('seen', 'above')
  above(@Param('id', ParseIntPipe) id: number): { id: number; lock: string | undefined } {
    return { id, lock: currentLock()?.key };
  }

  @Post('below/:id')
  @Role('cashier')
  @UseGuards(RoleGuard)
  @WithLock('http:{0}', { wait: 0 })
  below(@Param('id', ParseIntPipe) id: number): { id: number; lock: string | undefined } {
    return { id, lock: currentLock()?.key };
  }

  @Post('forbidden')
  @WithLock('never')
  @Role('guest')
  @UseGuards(RoleGuard)
  forbidden(): void {
    throw new Error('the guard was lost');
  }

  @Post('tea')
  @WithLock('tea')
  tea(): void {
    throw failure;
  }

  @Get('per-request')
  async scoped(): Promise<{ lock: string | undefined }> {
    return { lock: await this.perRequest.work() };
  }

  @Post('intercepted/:id')
  @LockKey('intercepted:{params.id}:{body.item}', { wait: 0 })
  @UseInterceptors(LockInterceptor)
  async intercepted(
    @Param('id') id: string,
    @Body() body: { hold?: boolean },
  ): Promise<{ id: string; lock: string | undefined }> {
    if (body.hold) await lastValueFrom(held);
    return { id, lock: currentLock()?.key };
  }

  @Post('keyless')
  @UseInterceptors(LockInterceptor)
  keyless(): void {
    throw new Error('it ran without a lock');
  }
}

describe('@WithLock', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let locks: LockService;
  let payments: Payments;
  let url: string;

  beforeAll(async () => {
    redis = await testRedis();
    const providers = [Payments, PerRequest, Derived];
    app = await testApp(
      { connection: redis.url, keyPrefix: redis.keyPrefix },
      { providers, controllers: [OrdersController] },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    locks = app.get(LockService);
    payments = app.get(Payments);
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const post = (path: string, body?: object): Promise<Response> =>
    fetch(`${url}/orders/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });

  it('lets one call in at a time for a key, and calls for other keys side by side', async () => {
    // Whoever could come in does so in the time that Redis takes to answer.
    payments.turnstile.stay = () => locks.inspect('order:A');
    const answers = await Promise.all(upTo(10).map((n) => payments.pay({ id: 'A' }, n)));
    expect(answers).toEqual(upTo(10).map((n) => `A ${n} order:A`));
    expect(payments.turnstile.most).toBe(1);
    payments.turnstile.stay = () => eventually('three are inside', () => payments.turnstile.most === 3);
    await Promise.all(['B', 'C', 'D'].map((id) => payments.pay({ id }, 1)));
  });

  it('takes keys from a function, the same as from a template', async () => {
    await using lock = await locks.acquire('order:F');
    await expect(payments.once({ id: 'F' })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT', key: lock.key });
    expect(await payments.once({ id: 'G' })).toBe('G');
  });

  it('passes errors through untouched and gives the lock back', async () => {
    await expect(payments.fail()).rejects.toBe(failure);
    expect(await locks.inspect('failing')).toBeNull();
  });

  it('makes a method answer a promise', async () => {
    const answer: unknown = payments.sync();
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toBe(7);
  });

  it('holds the lock until an observable has ended, and its work sees the lock', async () => {
    const stream = await (payments.stream() as unknown as Promise<Observable<string>>);
    const values = lastValueFrom(stream.pipe(toArray()));
    for (const gate of gates) {
      expect(await locks.inspect('stream')).not.toBeNull();
      gate.open();
    }
    expect(await values).toEqual(['stream', 'stream', 'stream']);
    await eventually('it is free', async () => (await locks.inspect('stream')) === null);
  });

  it('holds the lock until an async generator has ended', async () => {
    const numbers = await (payments.numbers() as unknown as Promise<AsyncGenerator<number>>);
    const seen: number[] = [];
    for await (const number of numbers) {
      seen.push(number);
      expect(await locks.inspect('generator')).not.toBeNull();
    }
    expect(seen).toEqual([1, 2]);
    expect(await locks.inspect('generator')).toBeNull();
  });

  it('refuses a key with a value missing, without running the method', async () => {
    await expect(payments.pay({ id: undefined as unknown as string }, 1)).rejects.toThrow(LockKeyError);
    await expect(payments.pay({ id: '' }, 1)).rejects.toMatchObject({ code: 'LOCK_KEY' });
  });

  it('works in inherited methods, and in those of a subclass beside them', async () => {
    const derived = app.get(Derived);
    expect(await derived.work(3)).toBe('inherited:3');
    expect(await derived.other()).toBe('own');
  });

  it('works in request-scoped providers', async () => {
    expect(await (await fetch(`${url}/orders/per-request`)).json()).toEqual({ lock: 'per-request' });
  });

  it.each(['above', 'below'])('keeps routes, pipes and guards when it stands %s them', async (place) => {
    const ok = await post(`${place}/7`);
    expect([ok.status, await ok.json()]).toEqual([201, { id: 7, lock: 'http:7' }]);
    expect((await post(`${place}/seven`)).status).toBe(400);
    expect((await post('forbidden')).status).toBe(403);
    expect((await post('tea')).status).toBe(418);
  });

  it('answers 409 with Retry-After from the lease while the lock is busy', async () => {
    await using lock = await locks.acquire('http:8', { ttl: '1h' });
    const busy = await post('above/8');
    expect(busy.status).toBe(409);
    expect(await busy.json()).toMatchObject({ statusCode: 409, code: 'LOCK_TIMEOUT' });
    const retryAfter = Number(busy.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(3_000);
    expect(retryAfter).toBeLessThanOrEqual(3_600);
    expect(await lock.release()).toBe(true);
    expect((await post('above/8')).status).toBe(201);
  });

  it('takes the lock of @LockKey by the interceptor, until the response is made', async () => {
    const first = post('intercepted/9', { item: 'tea', hold: true });
    const key = 'intercepted:9:tea';
    await eventually('the first one has it', async () => (await locks.inspect(key)) !== null);
    expect((await post('intercepted/9', { item: 'tea' })).status).toBe(409);
    expect((await post('intercepted/9', { item: 'mug' })).status).toBe(201);
    held.next(undefined);
    held.complete();
    expect(await (await first).json()).toEqual({ id: '9', lock: key });
    expect(await locks.inspect(key)).toBeNull();
    expect((await post('keyless')).status).toBe(500);
  });

  it('refuses, when the class is defined, a template that cannot be read', () => {
    const decorate = (template: string) => () => {
      class Wrong {
        @WithLock(template)
        work(): Promise<void> {
          return Promise.resolve();
        }
      }
      return Wrong;
    };
    for (const template of ['order:{id}', 'order:{0', '', '{0..a}'])
      expect(decorate(template)).toThrow(LockKeyError);
    expect(() => LockKey('order:{id}')).toThrow('{id} is not a part of a request');
  });

  it('refuses static methods and objects that Nest did not make', async () => {
    expect(() => {
      class Wrong {
        @WithLock('static')
        static work(): Promise<void> {
          return Promise.resolve();
        }
      }
      return Wrong;
    }).toThrow(OptionsError);
    await expect(new Payments().pay({ id: 'A' }, 1)).rejects.toThrow('was not made by Nest');
  });

  it('lets an app that forgot the module fail at its start, naming the module', async () => {
    const start = Test.createTestingModule({ providers: [Payments] }).compile();
    await expect(start).rejects.toThrow(/LockService.*RedisSerialModule|RedisSerialModule.*LockService/s);
  });
});
