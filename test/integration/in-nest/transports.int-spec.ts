import { Catch, Controller, type ArgumentsHost, type INestApplication, UseFilters } from '@nestjs/common';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { freePort } from 'local-redis';
import { currentLock, LockService, LockTimeoutError, WithLock } from 'nestjs-redis-serial';
import { firstValueFrom, interval, map, type Observable, take, toArray } from 'rxjs';
import { io, type Socket } from 'socket.io-client';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

interface Order {
  readonly id: string;
}

const counted: string[] = [];

@Controller()
class Consumers {
  @MessagePattern('pay')
  @WithLock('order:{0.id}', { wait: 0 })
  pay({ id }: Order): string {
    return `${id} under ${currentLock()?.key}`;
  }

  @MessagePattern('count')
  @WithLock('count', { wait: 0 })
  count(): Observable<string> {
    return interval(3).pipe(
      take(3),
      map((n) => `${n} ${currentLock()?.key}`),
    );
  }

  @EventPattern('placed')
  @WithLock('order:{0.id}', { wait: 0 })
  placed({ id }: Order): void {
    counted.push(`${id} under ${currentLock()?.key}`);
  }
}

@WebSocketGateway()
class Gateway {
  @WithLock('order:{0.id}', { wait: 0 })
  @SubscribeMessage('pay')
  pay(@MessageBody() { id }: Order, @ConnectedSocket() socket: { id: string }): object {
    return { id, lock: currentLock()?.key, socket: socket.id };
  }
}

@Catch(LockTimeoutError)
class OwnFilter {
  catch(error: LockTimeoutError, host: ArgumentsHost): void {
    host.switchToWs().getClient<{ emit(event: string, data: string): void }>().emit('mine', error.key);
  }
}

@UseFilters(OwnFilter)
@WebSocketGateway({ namespace: 'own' })
class GatewayWithFilter {
  @SubscribeMessage('pay')
  @WithLock('order:{0.id}', { wait: 0 })
  pay(@MessageBody() _order: Order): void {}
}

@Resolver()
class Orders {
  @Query(() => String)
  hello(): string {
    return 'hello';
  }

  @Mutation(() => String)
  @WithLock('order:{0}', { wait: 0 })
  pay(@Args('id') id: string): string {
    return `${id} under ${currentLock()?.key}`;
  }
}

const refusal = { code: 'LOCK_TIMEOUT', message: 'Someone else is working on this' };

describe('@WithLock over', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let url: string;
  let locks: LockService;

  beforeAll(async () => {
    redis = await testRedis();
    const address = { host: '127.0.0.1', port: await freePort() };
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      playground: false,
    });
    app = await testApp(
      { connection: redis.url, keyPrefix: redis.keyPrefix },
      {
        imports: [graphql],
        controllers: [Consumers],
        providers: [Gateway, GatewayWithFilter, Orders],
      },
      (made) => {
        made.useWebSocketAdapter(new IoAdapter(made));
        // Such an app is two in one: without inheritAppConfig its consumers know no global filters.
        made.connectMicroservice({ transport: Transport.TCP, options: address }, { inheritAppConfig: true });
      },
    );
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    locks = app.get(LockService);
    client = ClientProxyFactory.create({ transport: Transport.TCP, options: address });
  });
  let client: ClientProxy;
  afterAll(async () => {
    await client.close();
    await app.close();
    await redis.stop();
  });

  describe('microservices', () => {
    it('runs handlers of messages, and tells a caller that the lock is busy', async () => {
      expect(await firstValueFrom(client.send('pay', { id: 'A7' }))).toBe('A7 under order:A7');
      await using lock = await locks.acquire('order:A7', { ttl: '9s' });
      const busy = firstValueFrom(client.send('pay', { id: 'A7' }));
      await expect(busy).rejects.toMatchObject({
        status: 'error',
        retryAfter: expect.any(Number) as number,
        ...refusal,
      });
      expect(lock.signal.aborted).toBe(false);
    });

    it('holds the lock until an answer of several parts has ended', async () => {
      const answer = firstValueFrom(client.send('count', {}).pipe(toArray()));
      expect(await answer).toEqual(['0 count', '1 count', '2 count']);
      await eventually('the lock is free', async () => !(await locks.inspect('count')));
    });

    it('runs handlers of events, and goes on after one that met a busy lock', async () => {
      const lock = await locks.acquire('order:B1');
      client.emit('placed', { id: 'B1' });
      // Over one connection events are handled in the order in which they came.
      client.emit('placed', { id: 'B2' });
      await eventually('the second event is handled', () => counted.length > 0);
      await lock.release();
      client.emit('placed', { id: 'B3' });
      await eventually('the third event is handled', () => counted.length > 1);
      expect(counted).toEqual(['B2 under order:B2', 'B3 under order:B3']);
    });
  });

  describe('WebSockets', () => {
    const sockets: Socket[] = [];
    const connect = (namespace = ''): Socket => {
      const socket = io(`${url}${namespace}`, { transports: ['websocket'], reconnection: false });
      sockets.push(socket);
      return socket;
    };
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.disconnect();
    });

    it('runs handlers of messages, and tells a caller that the lock is busy', async () => {
      const socket = connect();
      expect(await socket.emitWithAck('pay', { id: 'C1' })).toEqual({
        id: 'C1',
        lock: 'order:C1',
        socket: socket.id,
      });
      await using lock = await locks.acquire('order:C1');
      const exception = new Promise((resolve) => socket.once('exception', resolve));
      socket.emit('pay', { id: 'C1' });
      expect(await exception).toEqual({
        status: 'error',
        retryAfter: expect.any(Number) as number,
        ...refusal,
      });
      expect(lock.signal.aborted).toBe(false);
    });

    it("leaves it to a gateway's own filter", async () => {
      const socket = connect('/own');
      await using lock = await locks.acquire('order:C2');
      const mine = new Promise((resolve) => socket.once('mine', resolve));
      socket.emit('pay', { id: 'C2' });
      expect(await mine).toBe(lock.key);
    });
  });

  it('GraphQL runs resolvers, and tells a caller that the lock is busy', async () => {
    const pay = async (): Promise<unknown> => {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'mutation { pay(id: "D1") }' }),
      });
      return await answer.json();
    };
    expect(await pay()).toEqual({ data: { pay: 'D1 under order:D1' } });
    await using lock = await locks.acquire('order:D1');
    const { code, message } = refusal;
    expect(await pay()).toMatchObject({
      errors: [{ message, path: ['pay'], extensions: { code, retryAfter: expect.any(Number) as number } }],
    });
    expect(lock.signal.aborted).toBe(false);
  });
});
