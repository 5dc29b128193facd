import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Test, type TestingModule } from '@nestjs/testing';
import { RedisSerialError } from 'nestjs-redis-serial';
import { Orders, OrdersModule } from './orders.js';

let app: TestingModule;
let orders: Orders;

before(async () => {
  app = await Test.createTestingModule({ imports: [OrdersModule] }).compile();
  await app.init();
  orders = app.get(Orders);
});

after(() => app.close());

it('numbers orders one by one, each under the lock of its store', async () => {
  const texts = await Promise.all(['B', 'B', 'B'].map((store) => orders.place(store)));
  assert.deepEqual(
    texts.map((text) => text.slice(-6)),
    ['000001', '000002', '000003'],
  );
  assert.equal(await orders.isFree('B'), true);
});

it('keeps others out while a lock is held', async () => {
  assert.equal(await orders.whileTaken('C', () => orders.isFree('C')), false);
});

it('tells its errors by class and code', async () => {
  const busy = orders.whileTaken('D', () => orders.placeNow('D'));
  await assert.rejects(busy, (error) => error instanceof RedisSerialError);
  await assert.rejects(orders.place(''), { code: 'LOCK_KEY' });
});
