// Run by plain Node as a process of its own: writes invoices until it kills itself, between any two steps.
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import {
  defineSeries,
  RedisSerialModule,
  SerialService,
  SqlHighWaterStore,
  SqlReservationLedger,
} from 'nestjs-redis-serial';
import pg from 'pg';

const { redisUrl, postgresUrl, deadliness } = JSON.parse(process.argv[2] ?? '{}');
const pool = new pg.Pool({ connectionString: postgresUrl, max: 4 });
// Connections break while the database is restarted; whoever uses one hears of it.
pool.on('error', () => undefined);
const query = (sql, params) => pool.query(sql, params);
const ledger = new SqlReservationLedger({ query });
const Invoice = defineSeries({
  name: 'invoice',
  pattern: 'INV-{seq:6}',
  mode: 'gapless',
  durability: { highWater: new SqlHighWaterStore({ query }), ahead: 20 },
  gapless: { lease: '400ms', isUsed: ledger.usedIn('invoice') },
});
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection: redisUrl, series: [Invoice], doctor: 'off' }),
  { logger: false },
);
const serials = app.get(SerialService);

function mayDie() {
  if (Math.random() < deadliness) process.kill(process.pid, 'SIGKILL');
}

async function writeInvoice() {
  const reserved = await serials.reserve(Invoice);
  mayDie();
  const tx = await pool.connect();
  let ended;
  try {
    await tx.query('BEGIN');
    await tx.query('INSERT INTO invoices (number) VALUES ($1)', [reserved.text]);
    mayDie();
    await ledger.confirm({ series: Invoice, text: reserved.text }, (sql, params) => tx.query(sql, params));
    mayDie();
    if (Math.random() < 0.2) {
      await tx.query('ROLLBACK');
      ended = 'rolled back';
    } else {
      await tx.query('COMMIT');
      ended = 'committed';
    }
    mayDie();
  } finally {
    // A connection in the middle of a transaction is of no use to anybody else.
    tx.release(ended === undefined);
  }
  if (ended === 'rolled back') await reserved.cancel('the customer left');
  else await reserved.confirm();
  mayDie();
}

async function write() {
  for (;;) {
    try {
      await writeInvoice();
    } catch {
      await pause(5);
    }
  }
}
await Promise.all([write(), write(), write(), write()]);
