import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { WithLock } from 'nestjs-redis-serial';
import { Database } from '../database/database.js';
import { MAIN_TENANT } from '../tenants/tenant.js';
import { InvoiceAudit } from './invoice-audit.js';

/** At three in the morning, unless AUDIT_CRON sets another time. */
const WHEN = process.env.AUDIT_CRON ?? '0 0 3 * * *';

/** Audits the invoices of every tenant. The job starts in each instance of the app, and one of them does it. */
@Injectable()
export class NightlyAudit {
  private readonly logger = new Logger('NightlyAudit');

  constructor(
    private readonly database: Database,
    private readonly audits: InvoiceAudit,
  ) {}

  // The lock stays taken for a minute, so that an instance whose clock is behind does not audit again.
  @Cron(WHEN, { timeZone: 'Asia/Shanghai' })
  @WithLock('nightly:invoice-audit', { wait: 0, atLeast: '1m', onBusy: 'skip' })
  async run(): Promise<void> {
    const rows = await this.database.selectFrom('invoices').select('tenant').distinct().execute();
    const tenants = new Set([MAIN_TENANT, ...rows.map(({ tenant }) => tenant)]);
    for (const tenant of tenants) await this.audit(tenant);
  }

  private async audit(tenant: string): Promise<void> {
    const report = await this.audits.of(tenant);
    const { period, agrees } = report;
    if (!agrees) this.logger.error(`The invoices of ${tenant} in ${period} disagree with their numbers`);
    await this.database
      .insertInto('audits')
      .values({ tenant, period, agrees, report: JSON.stringify(report) })
      .execute();
  }
}
