import { ApiProperty } from '@nestjs/swagger';

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
