import type { INestApplication } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import { createPGlite } from 'local-postgres';
import { fencedUpdate, LockService } from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';
import { twoHolders } from '../support/two-holders.js';

describe('fencedUpdate on PostgreSQL', () => {
  let redis: TestRedis;
  let apps: INestApplication[];
  let locks: LockService;
  let elsewhere: LockService;
  let db: PGlite;

  beforeAll(async () => {
    redis = await testRedis();
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all([testApp(options), testApp(options)]);
    [locks, elsewhere] = apps.map((app) => app.get(LockService)) as [LockService, LockService];
    db = await createPGlite();
    await db.exec(`
      CREATE SCHEMA shop;
      CREATE TABLE shop."order" (id text PRIMARY KEY, status text, deleted_at timestamptz, fence bigint);
    `);
  });
  afterAll(async () => {
    await db.close();
    await Promise.all(apps.map((app) => app.close()));
    await redis.stop();
  });

  const add = async (id: string): Promise<void> => {
    await db.query('INSERT INTO shop."order" (id) VALUES ($1)', [id]);
  };
  const write = async (id: string, status: string, fence: number): Promise<number | undefined> => {
    const where = { id, deleted_at: null };
    const { sql, params } = fencedUpdate({ table: 'shop.order', set: { status }, where, fence });
    return (await db.query(sql, params)).affectedRows;
  };
  const read = async (id: string): Promise<unknown> => {
    const { rows } = await db.query('SELECT status, fence FROM shop."order" WHERE id = $1', [id]);
    return rows[0];
  };

  it('refuses the holder that stopped past its lease, once the next one has written', async () => {
    await add('late');
    const { late, newer } = await twoHolders(locks, elsewhere, 'late');
    expect(newer.fence).toBeGreaterThan(late.fence);
    expect(await write('late', 'by the newer', newer.fence)).toBe(1);
    expect(await write('late', 'by the late', late.fence)).toBe(0);
    expect(await read('late')).toEqual({ status: 'by the newer', fence: newer.fence });
    expect(late.signal.aborted).toBe(true);
    await newer.release();
  });

  it('lets the late holder write what nobody has written since, and then the newer over it', async () => {
    await add('first');
    const { late, newer } = await twoHolders(locks, elsewhere, 'first');
    expect(await write('first', 'by the late', late.fence)).toBe(1);
    expect(await write('first', 'by the newer', newer.fence)).toBe(1);
    expect(await read('first')).toEqual({ status: 'by the newer', fence: newer.fence });
    await newer.release();
  });

  it('lets one holder write as often as it likes', async () => {
    await add('often');
    await locks.withLock('often', async ({ fence }) => {
      for (const status of ['paid', 'packed', 'packed']) expect(await write('often', status, fence)).toBe(1);
      expect(await read('often')).toEqual({ status: 'packed', fence });
    });
  });

  it('refuses every write of the late holder among those of the newer, when both write at once', async () => {
    await add('race');
    const { late, newer } = await twoHolders(locks, elsewhere, 'race');
    const writers = upTo(20).map((n) => (n % 2 ? newer : late));
    const written = await Promise.all(writers.map(({ fence }) => write('race', `by ${fence}`, fence)));
    expect(written.filter((_, index) => writers[index] === newer)).toEqual(upTo(10).map(() => 1));
    expect(written.filter((_, index) => writers[index] === late)).toEqual(upTo(10).map(() => 0));
    expect(await read('race')).toEqual({ status: `by ${newer.fence}`, fence: newer.fence });
    await newer.release();
  });

  it('writes no row that is not there, and none that a condition leaves out', async () => {
    await add('deleted');
    await db.query('UPDATE shop."order" SET deleted_at = now() WHERE id = $1', ['deleted']);
    expect(await write('nowhere', 'paid', 1)).toBe(0);
    expect(await write('deleted', 'paid', 1)).toBe(0);
    expect(await read('deleted')).toEqual({ status: null, fence: null });
  });

  it('keeps a fence up to the highest safe integer', async () => {
    await add('highest');
    expect(await write('highest', 'last', Number.MAX_SAFE_INTEGER)).toBe(1);
    expect(await write('highest', 'too late', Number.MAX_SAFE_INTEGER - 1)).toBe(0);
    expect(await read('highest')).toEqual({ status: 'last', fence: Number.MAX_SAFE_INTEGER });
  });
});
