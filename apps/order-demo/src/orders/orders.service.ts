import { setTimeout as pause } from 'node:timers/promises';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { currentLock, SerialService, SeriesExhaustedError } from 'nestjs-redis-serial';
import type { CreateOrderDto } from './create-order.dto.js';
import { OrderNo } from './order-no.js';
import type { Order } from './order.js';

const PAYMENT_TAKES_MS = 20;

/** Keeps orders in memory: their numbers and locks are what this app is about. */
@Injectable()
export class OrdersService {
  private readonly orders = new Map<string, Order>();

  constructor(private readonly serials: SerialService) {}

  async create({ store, sku, quantity }: CreateOrderDto): Promise<Order> {
    const orderNo = await this.numberFor(store);
    const order: Order = { orderNo, store, sku, quantity, status: 'new' };
    this.orders.set(orderNo, order);
    return order;
  }

  find(orderNo: string): Order {
    const order = this.orders.get(orderNo);
    if (!order) throw new NotFoundException(`There is no order ${orderNo}`);
    return order;
  }

  /** Runs under the order's lock; without it, two payments could both find the order unpaid. */
  async pay(orderNo: string): Promise<Order> {
    const order = this.find(orderNo);
    if (order.status === 'paid') throw new ConflictException(`Order ${orderNo} is paid already`);
    await pause(PAYMENT_TAKES_MS);
    const fence = currentLock()?.fence;
    const paid: Order = {
      ...order,
      status: 'paid',
      ...(fence === undefined ? {} : { paidUnderFence: fence }),
    };
    this.orders.set(orderNo, paid);
    return paid;
  }

  private async numberFor(store: string): Promise<string> {
    try {
      return await this.serials.next(OrderNo, { scope: { store } });
    } catch (error) {
      if (!(error instanceof SeriesExhaustedError)) throw error;
      throw new ConflictException(`Store ${store} has used up its numbers of today`, { cause: error });
    }
  }
}
