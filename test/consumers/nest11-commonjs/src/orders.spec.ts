import { Test, type TestingModule } from '@nestjs/testing';
import { RedisSerialError } from 'nestjs-redis-serial';
import { Orders, OrdersModule } from './orders';

let app: TestingModule;
let orders: Orders;

beforeAll(async () => {
  app = await Test.createTestingModule({ imports: [OrdersModule] }).compile();
  await app.init();
  orders = app.get(Orders);
});

afterAll(() => app.close());

it('numbers orders one by one, each under the lock of its store', async () => {
  const texts = await Promise.all(['B', 'B', 'B'].map((store) => orders.place(store)));
  expect(texts.map((text) => text.slice(-6))).toEqual(['000001', '000002', '000003']);
  expect(await orders.isFree('B')).toBe(true);
});

it('keeps others out while a lock is held', async () => {
  expect(await orders.whileTaken('C', () => orders.isFree('C'))).toBe(false);
});

it('tells its errors by class and code', async () => {
  const busy = orders.whileTaken('D', () => orders.placeNow('D'));
  await expect(busy).rejects.toBeInstanceOf(RedisSerialError);
  await expect(orders.place('')).rejects.toMatchObject({ code: 'LOCK_KEY' });
});
