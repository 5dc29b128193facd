import { setTimeout as pause } from 'node:timers/promises';
import {
  ConflictException,
  Injectable,
  NotFoundException,
  UnprocessableEntityException,
} from '@nestjs/common';
import {
  fencedUpdate,
  LockService,
  SerialService,
  SeriesExhaustedError,
  type Lock,
} from 'nestjs-redis-serial';
import type { Insertable } from 'kysely';
import { Database } from '../database/database.js';
import type { OrdersTable } from '../database/tables.js';
import type { CreateOrderDto } from './create-order.dto.js';
import { OrderNo, scopeOf } from './order-no.js';
import { orderOf, type Order } from './order.js';

const PAYMENT_TAKES_MS = 20;

@Injectable()
export class OrdersService {
  constructor(
    private readonly database: Database,
    private readonly serials: SerialService,
    private readonly locks: LockService,
  ) {}

  /** Places an order. The same request again, with the same key, places no second order. */
  async place(tenant: string, order: CreateOrderDto, key: string | undefined): Promise<Order> {
    if (key === undefined) {
      const row = rowOf(order, tenant, await this.numberFor(tenant, order.store));
      const insert = this.database.insertInto('orders').values(row);
      return orderOf(await insert.returningAll().executeTakeFirstOrThrow());
    }
    return (await this.placedBefore(tenant, order, key)) ?? (await this.placeOnce(tenant, order, key));
  }

  async find(tenant: string, orderNo: string): Promise<Order> {
    const row = await this.database
      .selectFrom('orders')
      .selectAll()
      .where('number', '=', orderNo)
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    if (!row) throw new NotFoundException(`There is no order ${orderNo}`);
    return orderOf(row);
  }

  /**
   * Takes the money. The caller holds the order's lock; without it, two payments could both find the order unpaid. If
   * this process is paused for longer than the lease, the database refuses its fence, since a newer holder has written.
   */
  async pay(tenant: string, orderNo: string, { fence }: Lock): Promise<Order> {
    const order = await this.find(tenant, orderNo);
    if (order.status === 'paid') throw new ConflictException(`Order ${orderNo} is paid already`);
    // A store has only one card terminal.
    await this.locks.withLock(`terminal:${tenant}:${order.store}`, () => pause(PAYMENT_TAKES_MS));
    const where = { number: orderNo, status: 'new' };
    const { sql, params } = fencedUpdate({ table: 'orders', set: { status: 'paid' }, where, fence });
    await this.database.query(sql, params);
    const paid = await this.find(tenant, orderNo);
    if (paid.paidUnderFence === fence) return paid;
    throw new ConflictException(`Another payment of order ${orderNo} was faster`);
  }

  private async placeOnce(tenant: string, order: CreateOrderDto, key: string): Promise<Order> {
    const number = await this.numberFor(tenant, order.store, `${tenant} ${key}`);
    const row = await this.database
      .insertInto('orders')
      .values({ ...rowOf(order, tenant, number), idempotency_key: key })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row) return orderOf(row);
    const placed = await this.placedBefore(tenant, order, key);
    if (placed) return placed;
    throw new Error(`Order ${number} was neither written nor there before`);
  }

  private async placedBefore(tenant: string, order: CreateOrderDto, key: string): Promise<Order | undefined> {
    const row = await this.database
      .selectFrom('orders')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
    if (!row) return undefined;
    const placed = orderOf(row);
    if (placed.store === order.store && placed.sku === order.sku && placed.quantity === order.quantity)
      return placed;
    throw new UnprocessableEntityException('This Idempotency-Key was used for another order');
  }

  private async numberFor(tenant: string, store: string, idempotencyKey?: string): Promise<string> {
    const scope = scopeOf(tenant, store);
    try {
      return await this.serials.next(OrderNo, { scope, ...(idempotencyKey && { idempotencyKey }) });
    } catch (error) {
      if (!(error instanceof SeriesExhaustedError)) throw error;
      throw new ConflictException(`Store ${store} has used up its numbers of today`, { cause: error });
    }
  }
}

function rowOf(order: CreateOrderDto, tenant: string, number: string): Insertable<OrdersTable> {
  const { store, sku, quantity } = order;
  return { number, tenant, store, sku, quantity };
}
