import { ConflictException, Injectable, Logger, NotFoundException } from '@nestjs/common';
import { sql } from 'kysely';
import { SerialService, SqlReservationLedger, type Reservation } from 'nestjs-redis-serial';
import { Database } from '../database/database.js';
import { inTransaction } from '../database/in-transaction.js';
import { OrdersService } from '../orders/orders.service.js';
import { InvoiceNo } from './invoice-no.js';
import { invoiceOf, type Invoice } from './invoice.js';

@Injectable()
export class InvoicesService {
  private readonly logger = new Logger('InvoicesService');

  constructor(
    private readonly database: Database,
    private readonly serials: SerialService,
    private readonly ledger: SqlReservationLedger,
    private readonly orders: OrdersService,
  ) {}

  /** Writes the invoice of a paid order, with the next number; no number is missing. */
  async issue(tenant: string, orderNo: string): Promise<Invoice> {
    const order = await this.orders.find(tenant, orderNo);
    if (order.status !== 'paid') throw new ConflictException(`Order ${orderNo} is not paid yet`);
    const issued = await this.validOf(orderNo);
    if (issued) return issued;

    const reserved = await this.serials.reserve(InvoiceNo, { scope: { tenant } });
    const invoice = await this.write(reserved, tenant, orderNo);
    // The invoice exists, whatever happens here. If Redis does not get this, it asks the ledger when the lease is over.
    await reserved.confirm().catch((error: unknown) => {
      this.logger.warn(`Redis did not hear that ${reserved.text} is used: ${String(error)}`);
    });
    return invoice;
  }

  /** Voids an invoice. It stays, with the reason, and its order can be invoiced again. */
  async void(tenant: string, invoiceNo: string, reason: string): Promise<Invoice> {
    const mine = this.database
      .updateTable('invoices')
      .set({ voided_at: sql<Date>`now()`, void_reason: reason })
      .where('number', '=', invoiceNo)
      .where('tenant', '=', tenant);
    const voided = await mine.where('voided_at', 'is', null).returningAll().executeTakeFirst();
    return voided ? invoiceOf(voided) : this.refuseToVoid(tenant, invoiceNo);
  }

  /** Writes the invoice and confirms its number in one transaction: both or neither. */
  private async write(reserved: Reservation, tenant: string, orderNo: string): Promise<Invoice> {
    const { text } = reserved;
    return await this.database.transaction().execute(async (transaction) => {
      try {
        const row = await transaction
          .insertInto('invoices')
          .values({ number: text, tenant, order_number: orderNo })
          .returningAll()
          .executeTakeFirstOrThrow();
        const entry = { series: InvoiceNo, text };
        await this.ledger.confirm(entry, inTransaction(transaction), { document: orderNo });
        return invoiceOf(row);
      } catch (error) {
        // The transaction was certainly rolled back, and somebody else has the number. If a commit fails, nobody knows
        // whether it happened: then the lease ends, and the ledger is asked.
        await reserved[Symbol.asyncDispose]();
        throw error;
      }
    });
  }

  private async validOf(orderNo: string): Promise<Invoice | undefined> {
    const row = await this.database
      .selectFrom('invoices')
      .selectAll()
      .where('order_number', '=', orderNo)
      .where('voided_at', 'is', null)
      .executeTakeFirst();
    return row && invoiceOf(row);
  }

  private async refuseToVoid(tenant: string, invoiceNo: string): Promise<never> {
    const row = await this.database
      .selectFrom('invoices')
      .select('number')
      .where('number', '=', invoiceNo)
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    if (!row) throw new NotFoundException(`There is no invoice ${invoiceNo}`);
    throw new ConflictException(`Invoice ${invoiceNo} is void already`);
  }
}
