import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startRedisServer, type RedisServer } from 'local-redis';
import {
  type AuditReport,
  defineSeries,
  SerialService,
  SqlHighWaterStore,
  SqlReservationLedger,
} from 'nestjs-redis-serial';
import { Pool } from 'pg';
import { describeUnless } from '../support/describe-unless.js';
import { eventually } from '../support/eventually.js';
import { PostgresServer } from 'local-postgres';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const SCRIPT = resolve('test/support/write-invoices.mjs');

/** Processes that write invoices and die at any step; whoever dies is followed by another. */
class Writers {
  deaths = 0;
  private readonly alive = new Set<ChildProcess>();
  private stopped = false;

  constructor(private readonly args: object) {
    upTo(3).forEach(() => {
      this.start();
    });
  }

  private start(): void {
    const child = fork(SCRIPT, [JSON.stringify(this.args)], { execArgv: [], stdio: 'ignore' });
    this.alive.add(child);
    child.once('exit', () => {
      this.alive.delete(child);
      this.deaths++;
      if (!this.stopped) this.start();
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(
      [...this.alive].map(async (child) => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }),
    );
  }
}

describeUnless(await PostgresServer.missing(), 'gapless invoices in a database', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let pool: Pool;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    redis = await startRedisServer();
    pool = new Pool({ connectionString: postgres.url });
    pool.on('error', () => undefined);
    await pool.query('CREATE TABLE invoices (number text PRIMARY KEY)');
  });
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
    await redis.stop();
  });

  const count = async (): Promise<number> => {
    const answer = await pool
      .query<{ count: string }>('SELECT count(*) FROM invoices')
      .catch(() => undefined);
    return Number(answer?.rows[0]?.count ?? 0);
  };
  const more = async (invoices: number): Promise<void> => {
    const before = await count();
    await eventually(
      `${invoices} more invoices are written`,
      async () => (await count()) >= before + invoices,
      100_000,
    );
  };

  it('have each number once and none left out, whoever dies and whatever Redis loses', async () => {
    const writers = new Writers({ redisUrl: redis.url, postgresUrl: postgres.url, deadliness: 0.004 });
    try {
      await more(60);
      await redis.kill();
      await redis.restart();
      await more(30);
      await postgres.kill();
      await postgres.restart();
      await more(30);
      await redis.kill();
      await redis.restart();
      await more(30);
      await eventually('some have died', () => writers.deaths > 3);
    } finally {
      await writers.stop();
    }

    const query = (sql: string, params: unknown[]): Promise<unknown> => pool.query(sql, params);
    const ledger = new SqlReservationLedger({ query });
    const Invoice = defineSeries({
      name: 'invoice',
      pattern: 'INV-{seq:6}',
      mode: 'gapless',
      durability: { highWater: new SqlHighWaterStore({ query }), ahead: 20 },
      gapless: { lease: '400ms', isUsed: ledger.usedIn('invoice') },
    });
    const app = await testApp({ connection: redis.url, series: [Invoice], doctor: 'off' });
    const serials = app.get(SerialService);
    // The leases of the dead, and the time that is given to those who are asked.
    let report: AuditReport | undefined;
    await eventually('every number is settled', async () => {
      report = await serials.audit(Invoice);
      return report.pending === 0;
    });
    await app.close();

    const numbers = (rows: { number: string }[]): string[] => rows.map(({ number }) => number);
    const listed = async (sql: string): Promise<string[]> =>
      numbers((await pool.query<{ number: string }>(`${sql} ORDER BY number`)).rows);
    const invoices = await listed('SELECT number FROM invoices');
    const confirmed = await listed(`SELECT number FROM serial_numbers WHERE state = 'confirmed'`);
    const voided = await listed(`SELECT number FROM serial_numbers WHERE state = 'voided'`);
    expect(confirmed).toEqual(invoices);
    expect(report).toMatchObject({ confirmed: confirmed.length, pending: 0, missing: [] });
    expect(report?.voided.map(({ text }) => text)).toEqual(voided);
    const all = [...confirmed, ...voided, ...(report?.free ?? [])].sort();
    expect(all).toEqual(upTo(all.length).map((n) => `INV-${String(n).padStart(6, '0')}`));
  }, 120_000);
});
