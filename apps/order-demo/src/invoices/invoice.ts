import { ApiProperty } from '@nestjs/swagger';
import type { Selectable } from 'kysely';
import type { InvoicesTable } from '../database/tables.js';

export class Invoice {
  @ApiProperty({ example: 'INV-MAIN-2026-000001' })
  invoiceNo!: string;

  @ApiProperty({ example: 'ORD-SH-20261123-000001' })
  orderNo!: string;

  @ApiProperty({ enum: ['valid', 'void'] })
  status!: 'valid' | 'void';

  @ApiProperty({ required: false, description: 'Why it was voided' })
  reason?: string;
}

/** Makes an invoice of its row. */
export function invoiceOf({ number, order_number, void_reason }: Selectable<InvoicesTable>): Invoice {
  const invoice = { invoiceNo: number, orderNo: order_number };
  return void_reason === null
    ? { ...invoice, status: 'valid' }
    : { ...invoice, status: 'void', reason: void_reason };
}
