import {
  applyDecorators,
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Res,
  Sse,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { currentLock, LockInterceptor, LockKey, LockService, WithLock } from 'nestjs-redis-serial';
import { interval, map, type Observable, take } from 'rxjs';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

class Pay {
  constructor(readonly order: string) {}
}

@CommandHandler(Pay)
class PayHandler implements ICommandHandler<Pay> {
  @WithLock('order:{0.order}')
  execute({ order }: Pay): Promise<string> {
    return Promise.resolve(`${order} under ${currentLock()?.key}`);
  }
}

const Locked = (key: string): MethodDecorator =>
  applyDecorators(LockKey(key, { wait: 0 }), UseInterceptors(LockInterceptor));

/** Puts another function in the method's place and drops what was written on it. */
function hiding(_target: object, _key: string | symbol, descriptor: PropertyDescriptor): void {
  const method = descriptor.value as (...args: unknown[]) => unknown;
  descriptor.value = function (this: unknown, ...args: unknown[]): unknown {
    return method.apply(this, args);
  };
}

@Controller()
class Handlers {
  constructor(private readonly commands: CommandBus) {}

  @ApiOperation({ summary: 'above' })
  @WithLock('above:{0}')
  @ApiOkResponse({ description: 'it is done' })
  @ApiParam({ name: 'id', description: 'its number' })
  @Get('above/:id')
  documented(@Param('id', ParseIntPipe) id: number, @Query('as') as: string): string {
    return `${id} ${as} ${currentLock()?.key}`;
  }

  @Get('res')
  @WithLock('res', { wait: 0 })
  res(@Res() response: { send(text: string): void }): void {
    response.send(`sent under ${currentLock()?.key}`);
  }

  @Get('passthrough')
  @WithLock('res')
  passthrough(@Res({ passthrough: true }) response: { header(name: string, value: string): void }): string {
    response.header('x-lock', currentLock()?.key ?? 'none');
    return 'done';
  }

  @Sse('events')
  @WithLock('events', { wait: 0 })
  events(): Observable<{ data: string }> {
    return interval(5).pipe(
      take(3),
      map((n) => ({ data: `${n} ${currentLock()?.key}` })),
    );
  }

  @Post('pay/:order')
  pay(@Param('order') order: string): Promise<string> {
    return this.commands.execute(new Pay(order));
  }

  @Get('composed/:id')
  @Locked('composed:{params.id}:{headers.X-Tenant}')
  composed(): string | undefined {
    return currentLock()?.key;
  }
}

describe('handlers under a lock', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    redis = await testRedis();
    app = await testApp(
      { connection: redis.url, keyPrefix: redis.keyPrefix },
      { imports: [CqrsModule.forRoot()], providers: [PayHandler], controllers: [Handlers] },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const text = async (path: string, init?: RequestInit): Promise<string> =>
    await (await fetch(`${url}/${path}`, init)).text();

  it('keep what Swagger reads, and their parameters', async () => {
    expect(await text('above/7?as=x')).toBe('7 x above:7');
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(document.paths['/above/{id}']?.get).toMatchObject({
      summary: 'above',
      parameters: [
        { name: 'id', description: 'its number' },
        { name: 'as', in: 'query' },
      ],
      responses: { 200: { description: 'it is done' } },
    });
  });

  it('may answer through the response object', async () => {
    expect(await text('res')).toBe('sent under res');
    const answer = await fetch(`${url}/passthrough`);
    expect([await answer.text(), answer.headers.get('x-lock')]).toEqual(['done', 'res']);
    await eventually('the lock is free', async () => !(await app.get(LockService).inspect('res')));
  });

  it('may send events, under the lock until the last one', async () => {
    const events = await fetch(`${url}/events`, { headers: { accept: 'text/event-stream' } });
    expect((await events.text()).match(/data: .*/g)).toEqual([
      'data: 0 events',
      'data: 1 events',
      'data: 2 events',
    ]);
    await eventually('the lock is free', async () => !(await app.get(LockService).inspect('events')));
  });

  it('may be handlers of commands', async () => {
    expect(await text('pay/A7', { method: 'POST' })).toBe('A7 under order:A7');
  });

  it('may have a decorator made of @LockKey and its interceptor', async () => {
    expect(await text('composed/7', { headers: { 'X-Tenant': 'a:b' } })).toBe('composed:7:a%3Ab');
    expect(await text('composed/7')).toContain('{headers.x-tenant} is undefined');
  });

  describe('stop the app at its start where they would not be locked', () => {
    const start = async (type: Type, asController = true): Promise<void> => {
      const wrong = await testApp(
        { connection: redis.url, keyPrefix: redis.keyPrefix },
        asController ? { controllers: [type] } : { providers: [type] },
      );
      await wrong.close();
    };

    it('without the interceptor', async () => {
      @Controller()
      class Forgot {
        @Get()
        @LockKey('x')
        work(): void {}
      }
      await expect(start(Forgot)).rejects.toThrow(
        '@LockKey on Forgot.work: nothing takes its lock; add @UseInterceptors(LockInterceptor)',
      );
      UseInterceptors(LockInterceptor)(Forgot);
      await start(Forgot);
    });

    it('under a decorator that drops metadata', async () => {
      @Controller()
      class Hidden {
        @Get()
        @hiding
        @LockKey('x')
        @UseInterceptors(LockInterceptor)
        work(): void {}
      }
      await expect(start(Hidden)).rejects.toThrow(
        '@LockKey on Hidden.work: a decorator above it dropped its metadata; move @LockKey to the top',
      );
    });

    it('in a class that is no controller', async () => {
      @Injectable()
      class Service {
        @LockKey('x')
        work(): void {}
      }
      await expect(start(Service, false)).rejects.toThrow('use @WithLock on other methods');
    });

    it('but not for a handler that another class overrides', async () => {
      class Base {
        @Get()
        @LockKey('x')
        @UseInterceptors(LockInterceptor)
        work(): void {}
      }
      @Controller()
      class Derived extends Base {
        @Get()
        override work(): void {}
      }
      await start(Derived);
    });
  });
});
