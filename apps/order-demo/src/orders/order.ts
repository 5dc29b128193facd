import { ApiProperty } from '@nestjs/swagger';
import type { Selectable } from 'kysely';
import type { OrdersTable } from '../database/tables.js';

export class Order {
  @ApiProperty({ example: 'ORD-SH-20261123-000001' })
  orderNo!: string;

  @ApiProperty({ example: 'SH' })
  store!: string;

  @ApiProperty({ example: 'TEA-500G' })
  sku!: string;

  @ApiProperty({ example: 2 })
  quantity!: number;

  @ApiProperty({ enum: ['new', 'paid'] })
  status!: 'new' | 'paid';

  @ApiProperty({ required: false, description: 'The fence of the lock under which it was paid' })
  paidUnderFence?: number;
}

/** Makes an order of its row. */
export function orderOf({ number, store, sku, quantity, status, fence }: Selectable<OrdersTable>): Order {
  const order = { orderNo: number, store, sku, quantity, status };
  return fence === null ? order : { ...order, paidUnderFence: Number(fence) };
}
