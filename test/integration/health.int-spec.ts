import { Controller, Get, type INestApplication } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult, TerminusModule } from '@nestjs/terminus';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, OptionsError, SerialService, type HighWaterStore } from 'nestjs-redis-serial';
import { RedisSerialHealthIndicator } from 'nestjs-redis-serial/terminus';
import { eventually } from '../support/eventually.js';
import { askRedis } from '../support/ask-redis.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { testApp } from '../support/test-app.js';

@Controller('health')
class Health {
  constructor(
    private readonly health: HealthCheckService,
    private readonly redisSerial: RedisSerialHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.redisSerial.isHealthy('numbers', { timeout: '1s' })]);
  }
}

interface Answer {
  readonly status: number;
  readonly numbers: { status: string; latency?: number; message?: string; recovery?: object };
}

describe('RedisSerialHealthIndicator', () => {
  let server: RedisServer;
  let app: INestApplication;
  let storeIsAway = false;

  const ceilings = new Map<string, number>();
  const asked = async <T>(answer: () => T): Promise<T> => {
    if (storeIsAway) throw new Error('connect ECONNREFUSED');
    return await Promise.resolve(answer());
  };
  const highWater: HighWaterStore = {
    read: (counter) => asked(() => ceilings.get(counter)),
    raise: (counter, ceiling) => asked(() => void ceilings.set(counter, ceiling)),
  };
  const OrderNo = defineSeries({ name: 'order', pattern: 'O-{seq:6}', durability: { highWater } });

  const health = async (): Promise<Answer> => {
    const answer = await fetch(`${await app.getUrl()}/health`);
    const { details } = (await answer.json()) as { details: { numbers: Answer['numbers'] } };
    return { status: answer.status, numbers: details.numbers };
  };

  beforeAll(async () => {
    server = await startRedisServer();
    const url = new URL(server.url);
    url.password = 'secret';
    await askRedis(server.port, 'CONFIG SET requirepass secret');
    app = await testApp(
      { connection: url.href, series: [OrderNo], doctor: 'off' },
      { imports: [TerminusModule], controllers: [Health], providers: [RedisSerialHealthIndicator] },
    );
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  it('is up with its latency', async () => {
    const latency = expect.any(Number) as number;
    expect(await health()).toEqual({ status: 200, numbers: { status: 'up', latency } });
  });

  it('is down while Redis is frozen or away, and up again when it is back, and says no secret', async () => {
    server.signal('SIGSTOP');
    const frozen = await health();
    expect(frozen).toMatchObject({ status: 503, numbers: { status: 'down' } });
    server.signal('SIGCONT');
    await eventually('it is up', async () => (await health()).status === 200);
    await server.kill();
    const away = await health();
    expect(away).toMatchObject({ status: 503, numbers: { status: 'down' } });
    expect(away.numbers.message).not.toContain('secret');
    await server.restart();
    await eventually('it is up', async () => (await health()).status === 200);
  });

  it('is down while a series can not go on after a loss', async () => {
    const serials = app.get(SerialService);
    await serials.next(OrderNo);
    storeIsAway = true;
    await server.kill();
    await server.restart();
    await eventually('Redis is back', async () => (await health()).status === 200);
    await expect(serials.next(OrderNo)).rejects.toMatchObject({ code: 'RECOVERY' });
    const { status, numbers } = await health();
    expect([status, numbers.recovery]).toEqual([
      503,
      { order: expect.stringContaining('ECONNREFUSED') as string },
    ]);
    storeIsAway = false;
    await serials.next(OrderNo);
    expect((await health()).status).toBe(200);
  });

  it('is down when it takes too long, and refuses what is no duration', async () => {
    const proxy = await RedisProxy.before(server.url);
    const far = await testApp(
      { connection: { port: Number(new URL(proxy.url).port), password: 'secret' }, doctor: 'off' },
      { imports: [TerminusModule], providers: [RedisSerialHealthIndicator] },
    );
    const indicator = far.get(RedisSerialHealthIndicator);
    expect(await indicator.isHealthy('n', { timeout: '20s' })).toMatchObject({ n: { status: 'up' } });
    proxy.delay(30);
    expect(await indicator.isHealthy('n', { timeout: '20s', maxLatency: 20 })).toMatchObject({
      n: { status: 'down', message: 'it took longer than 20 ms to reply' },
    });
    await far.close();
    await proxy.close();
    await expect(indicator.isHealthy('n', { timeout: 'soon' as '1s' })).rejects.toThrow(OptionsError);
  });
});
