import { Controller, type INestMicroservice } from '@nestjs/common';
import {
  ClientProxyFactory,
  MessagePattern,
  Transport,
  type ClientProxy,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { freePort } from 'local-redis';
import { LockService, RedisSerialModule, WithLock } from 'nestjs-redis-serial';
import { firstValueFrom } from 'rxjs';
import { testRedis, type TestRedis } from '../support/test-redis.js';

@Controller()
class Payments {
  @MessagePattern('pay')
  @WithLock('order:{0}', { wait: 0 })
  pay(order: string): Promise<string> {
    return Promise.resolve(`paid ${order}`);
  }
}

describe('over a microservice', () => {
  let redis: TestRedis;
  let service: INestMicroservice;
  let client: ClientProxy;

  beforeAll(async () => {
    redis = await testRedis();
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    const module = await Test.createTestingModule({
      imports: [RedisSerialModule.forRoot(options)],
      controllers: [Payments],
    }).compile();
    const address = { host: '127.0.0.1', port: await freePort() };
    service = module.createNestMicroservice<MicroserviceOptions>({
      transport: Transport.TCP,
      options: address,
      logger: false,
    });
    await service.listen();
    client = ClientProxyFactory.create({ transport: Transport.TCP, options: address });
  });
  afterAll(async () => {
    await client.close();
    await service.close();
    await redis.stop();
  });

  it('a handler runs under its lock, and a caller that meets a busy one is told', async () => {
    expect(await firstValueFrom(client.send('pay', 'A7'))).toBe('paid A7');
    await using lock = await service.get(LockService).acquire('order:A7');
    expect(lock.key).toBe('order:A7');
    await expect(firstValueFrom(client.send('pay', 'A7'))).rejects.toMatchObject({
      status: 'error',
      code: 'LOCK_TIMEOUT',
      message: 'Someone else is working on this',
    });
  });
});
