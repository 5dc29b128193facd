import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { SerialService } from 'nestjs-redis-serial';
import { Database } from '../database/database.js';
import { InvoiceNo } from './invoice-no.js';

/** A number that is on no valid invoice, and why. */
export class NotValid {
  @ApiProperty({ example: 'INV-MAIN-2026-000002' })
  invoiceNo!: string;

  @ApiProperty({ example: 'wrong address' })
  reason!: string;
}

export class InvoiceAuditReport {
  @ApiProperty({ example: '2026' })
  period!: string;

  @ApiProperty({ description: 'Invoices in the database, void ones included' })
  invoices!: number;

  @ApiProperty({ type: [NotValid], description: 'Invoices that were voided' })
  voided!: NotValid[];

  @ApiProperty({ type: [NotValid], description: 'Numbers that no invoice has and none will' })
  unused!: NotValid[];

  @ApiProperty({ description: 'Numbers that somebody is about to use' })
  pending!: number;

  @ApiProperty({ description: 'Numbers that were cancelled, for the next invoices' })
  free!: readonly string[];

  @ApiProperty({ description: 'Numbers of which nobody knows: none' })
  missing!: readonly string[];

  @ApiProperty({ description: 'Whether database and Redis agree, and nothing is missing' })
  agrees!: boolean;
}

/** Compares the invoices in the database with what Redis knows of their numbers. */
@Injectable()
export class InvoiceAudit {
  constructor(
    private readonly database: Database,
    private readonly serials: SerialService,
  ) {}

  async of(tenant: string): Promise<InvoiceAuditReport> {
    const { period } = await this.serials.peek(InvoiceNo, { scope: { tenant } });
    const before = await this.countOf(tenant, period);
    const redis = await this.serials.audit(InvoiceNo, { scope: { tenant } });
    const { confirmed, pending, free, missing } = redis;
    // Invoices may be written meanwhile. An invoice that existed before the audit is confirmed, or about to be.
    const invoices = await this.countOf(tenant, period);
    const isEachKnown = before <= confirmed + pending && confirmed <= invoices;
    return {
      period,
      invoices,
      voided: await this.voidedOf(tenant, period),
      unused: redis.voided.map(({ text, reason }) => ({ invoiceNo: text, reason })),
      pending,
      free,
      missing,
      agrees: missing.length === 0 && isEachKnown,
    };
  }

  private async countOf(tenant: string, period: string): Promise<number> {
    const { count } = await this.database
      .selectFrom('invoices')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('number', 'like', `INV-${tenant}-${period}-%`)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  private async voidedOf(tenant: string, period: string): Promise<NotValid[]> {
    const rows = await this.database
      .selectFrom('invoices')
      .select(['number', 'void_reason'])
      .where('number', 'like', `INV-${tenant}-${period}-%`)
      .where('voided_at', 'is not', null)
      .orderBy('number')
      .execute();
    return rows.map(({ number, void_reason }) => ({ invoiceNo: number, reason: void_reason ?? '' }));
  }
}
