import type { ColumnType, Generated } from 'kysely';

// Drivers return a BIGINT as a text, and accept a number.
type BigInt = ColumnType<string | null, number | undefined, number>;
type Time = ColumnType<Date, never, never>;

/** An order; the database itself keeps its number unique. */
export interface OrdersTable {
  number: string;
  tenant: string;
  store: string;
  sku: string;
  quantity: number;
  status: Generated<'new' | 'paid'>;
  /** The highest fence that has written the row. */
  fence: BigInt;
  idempotency_key: string | null;
  created_at: Time;
}

/** An invoice; a voided one stays in the table. */
export interface InvoicesTable {
  number: string;
  tenant: string;
  order_number: string;
  issued_at: Time;
  voided_at: ColumnType<Date | null, never, Date>;
  void_reason: ColumnType<string | null, never, string>;
}

/** What the nightly audit found. */
export interface AuditsTable {
  id: Generated<number>;
  tenant: string;
  period: string;
  agrees: boolean;
  report: ColumnType<unknown, string, never>;
  at: Time;
}

/** The tables of the shop. */
export interface Tables {
  orders: OrdersTable;
  invoices: InvoicesTable;
  audits: AuditsTable;
}
