import { startRedisServer, type RedisServer } from 'local-redis';
import { localPostgres, PostgresServer } from 'local-postgres';
import { Client } from 'pg';
import { askRedis } from '../support/ask-redis.js';
import { describeUnless } from '../support/describe-unless.js';
import { eventually } from '../support/eventually.js';
import { Program } from '../support/program.js';
import { upTo } from '../support/range.js';
import { Shop, type Answer } from '../support/shop.js';

interface TestDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

afterAll(() => Program.endAll());

const twoInstancesOn = (openDatabase: () => Promise<TestDatabase>) => (): void => {
  let redis: RedisServer;
  let database: TestDatabase;
  let shops: [Shop, Shop];
  let sql: Client;

  beforeAll(async () => {
    redis = await startRedisServer();
    database = await openDatabase();
    const env = { REDIS_URL: redis.url, DATABASE_URL: database.url, AUDIT_CRON: '* * * * * *' };
    // Both at once: one of them brings the database up to date.
    shops = await Promise.all([Shop.open(env), Shop.open(env)]);
    sql = new Client(database.url);
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    for (const { program } of shops) expect(await program.end()).toBe(0);
    await database.stop();
    await redis.stop();
  });

  const rows = async (text: string, params: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await sql.query<Record<string, unknown>>(text, params)).rows;
  /** So many calls, at both instances in turn, all at once. */
  const atBoth = (count: number, call: (shop: Shop, index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(upTo(count).map((index) => call(shops[index % 2] ?? shops[0], index)));
  const place = async (store: string, headers: Record<string, string> = {}): Promise<string> => {
    const { status, body } = await shops[0].post('/orders', { store, sku: 'TEA', quantity: 1 }, headers);
    expect(status).toBe(201);
    return String(body.orderNo);
  };
  const placePaid = async (store: string, headers: Record<string, string> = {}): Promise<string> => {
    const orderNo = await place(store, headers);
    expect((await shops[1].post(`/orders/${orderNo}/pay`, undefined, headers)).status).toBe(200);
    return orderNo;
  };
  const statuses = (answers: readonly Answer[]): number[] => [
    ...new Set(answers.map(({ status }) => status)),
  ];
  const distinct = (answers: readonly Answer[], field: string): unknown[] => [
    ...new Set(answers.map(({ body }) => body[field])),
  ];

  it('do what is to be done each night once', async () => {
    const done = (): Promise<object[]> => rows('SELECT tenant, agrees FROM audits');
    await eventually('the audit is there', async () => (await done()).length > 0);
    await Promise.all(shops.map((shop) => ticks(shop, 2)));
    expect(await done()).toEqual([{ tenant: 'MAIN', agrees: true }]);
  });

  it('know of each other’s orders', async () => {
    const orderNo = await place('SEEN');
    const order = { orderNo, store: 'SEEN', sku: 'TEA', quantity: 1, status: 'new' };
    expect(await shops[1].get(`/orders/${orderNo}`)).toEqual({ status: 200, body: order });
  });

  it('place one order for one Idempotency-Key, however often it is asked for at once', async () => {
    const order = { store: 'ONCE', sku: 'TEA', quantity: 1 };
    const key = { 'Idempotency-Key': 'cart-1' };
    const answers = await atBoth(20, (shop) => shop.post('/orders', order, key));
    expect(statuses(answers)).toEqual([201]);
    expect(distinct(answers, 'orderNo')).toHaveLength(1);
    expect(await rows(`SELECT number FROM orders WHERE store = 'ONCE'`)).toHaveLength(1);
    const other = await shops[0].post('/orders', { ...order, quantity: 2 }, key);
    expect(other.status).toBe(422);
    const tenants = await shops[0].post('/orders', order, { ...key, 'X-Tenant': 'acme' });
    expect(tenants.body.orderNo).toMatch(/^ORD-ACME\.ONCE-\d{8}-000001$/);
    expect((await shops[0].post('/orders', order, { 'Idempotency-Key': 'a b' })).status).toBe(400);
  });

  it('remember a key also when Redis has forgotten it', async () => {
    const order = { store: 'KEPT', sku: 'TEA', quantity: 1 };
    const first = await shops[0].post('/orders', order, { 'Idempotency-Key': 'cart-2' });
    await askRedis(redis.port, 'FLUSHALL');
    expect(await shops[1].post('/orders', order, { 'Idempotency-Key': 'cart-2' })).toEqual(first);
  });

  it('keep tenants apart', async () => {
    const acme = { 'X-Tenant': 'acme' };
    const ours = await place('HZ');
    const theirs = await place('HZ', acme);
    expect(theirs).toBe(ours.replace('ORD-', 'ORD-ACME.'));
    expect((await shops[0].get(`/orders/${ours}`, acme)).status).toBe(404);
    expect((await shops[0].post(`/orders/${theirs}/pay`)).status).toBe(404);
    expect((await shops[0].get('/orders/next?store=HZ', { 'X-Tenant': 'a b' })).status).toBe(400);
    const theirsPaid = await placePaid('HZ', acme);
    const invoice = await shops[0].post(`/orders/${theirsPaid}/invoice`, undefined, acme);
    expect(invoice.body.invoiceNo).toMatch(/^INV-ACME-\d{4}-000001$/);
    const voiding = { reason: 'not mine' };
    expect((await shops[0].post(`/invoices/${String(invoice.body.invoiceNo)}/void`, voiding)).status).toBe(
      404,
    );
  });

  it('take one payment of an order, and write it under its fence', async () => {
    const orderNo = await place('PAY');
    const answers = await atBoth(20, (shop) => shop.post(`/orders/${orderNo}/pay`));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const [order] = await rows('SELECT status, fence FROM orders WHERE number = $1', [orderNo]);
    expect(order).toMatchObject({ status: 'paid', fence: expect.stringMatching(/^\d+$/) as unknown });
  });

  it('refuse a payment whose lock is another’s by now', async () => {
    const orderNo = await place('LATE');
    // As if a later holder had written meanwhile.
    await sql.query('UPDATE orders SET fence = 9007199254740991 WHERE number = $1', [orderNo]);
    expect((await shops[0].post(`/orders/${orderNo}/pay`)).status).toBe(409);
    expect(await rows('SELECT status FROM orders WHERE number = $1', [orderNo])).toEqual([{ status: 'new' }]);
  });

  it('write one invoice for an order, void it with a reason, and write another', async () => {
    // Nobody has audited its numbers before, as each second those of the main tenant.
    const books = { 'X-Tenant': 'books' };
    expect(
      (await shops[0].post(`/orders/${await place('INV', books)}/invoice`, undefined, books)).status,
    ).toBe(409);
    const orderNo = await placePaid('INV', books);
    const answers = await atBoth(20, (shop) => shop.post(`/orders/${orderNo}/invoice`, undefined, books));
    expect(statuses(answers)).toEqual([201]);
    const [invoiceNo] = distinct(answers, 'invoiceNo');
    expect(distinct(answers, 'invoiceNo')).toHaveLength(1);

    const voidIt = (body: object): Promise<Answer> =>
      shops[1].post(`/invoices/${String(invoiceNo)}/void`, body, books);
    expect((await voidIt({})).status).toBe(400);
    const answer = await voidIt({ reason: 'wrong address' });
    expect(answer.body).toEqual({ invoiceNo, orderNo, status: 'void', reason: 'wrong address' });
    expect((await voidIt({ reason: 'wrong address' })).status).toBe(409);
    const { body: next } = await shops[0].post(`/orders/${orderNo}/invoice`, undefined, books);
    expect(next).toMatchObject({ orderNo, status: 'valid' });
    expect([invoiceNo, next.invoiceNo].map((no) => String(no).slice(-6))).toEqual(['000001', '000002']);
    const { body: audit } = await shops[1].get('/invoices/audit', books);
    expect(audit).toMatchObject({ agrees: true, missing: [], pending: 0, free: [] });
    expect(audit.voided).toEqual([{ invoiceNo, reason: 'wrong address' }]);
    expect((await shops[0].post('/invoices/INV-1/void', { reason: 'nonsense' })).status).toBe(400);
  });

  it('have one invoice for each order when an instance dies while it writes them', async () => {
    const dying = { 'X-Tenant': 'dying' };
    const doomed = await Shop.open({ REDIS_URL: redis.url, DATABASE_URL: database.url });
    const orders = await Promise.all(upTo(12).map(() => placePaid('DYING', dying)));
    const invoice = (shop: Shop, orderNo: string): Promise<Answer> =>
      shop.post(`/orders/${orderNo}/invoice`, undefined, dying);
    const asked = orders.map((orderNo) => invoice(doomed, orderNo));
    await Promise.any(asked);
    await doomed.program.end('SIGKILL');
    await Promise.allSettled(asked);
    for (const orderNo of orders) {
      // The lock of an order is the dead one's until its lease is over.
      const issued = async (): Promise<boolean> => (await invoice(shops[0], orderNo)).status === 201;
      await eventually(`${orderNo} has an invoice`, issued, 25_000);
    }
    const { body: audit } = await shops[1].get('/invoices/audit', dying);
    expect(audit).toMatchObject({ invoices: 12, voided: [], missing: [], agrees: true });
  });

  it('give no number twice and leave out no invoice when Redis loses everything', async () => {
    const acme = { 'X-Tenant': 'lossy' };
    const orders: string[] = [];
    for (const round of upTo(3)) {
      orders.push(...(await Promise.all(upTo(4).map(() => placePaid('LOST', acme)))));
      const invoices = orders.slice(-3);
      const answers = await atBoth(3, (shop, index) =>
        shop.post(`/orders/${invoices[index - 1] ?? ''}/invoice`, undefined, acme),
      );
      expect(statuses(answers)).toEqual([201]);
      if (round < 3) await askRedis(redis.port, 'FLUSHALL');
    }
    expect(new Set(orders).size).toBe(12);
    const { body: audit } = await shops[0].get('/invoices/audit', acme);
    expect(audit).toMatchObject({ invoices: 9, agrees: true, missing: [] });
    // What Redis lost is asked about when the lease of a minute is over; each number is accounted for until then.
    const highest = await rows(
      `SELECT max(right(number, 6))::int AS last FROM invoices WHERE tenant = 'LOSSY'`,
    );
    const { invoices, pending, unused } = audit as { invoices: number; pending: number; unused: unknown[] };
    expect(invoices + pending + unused.length).toBeGreaterThanOrEqual(Number(highest[0]?.last));
  });
};

describeUnless(
  await PostgresServer.missing(),
  'two instances of the shop on a PostgreSQL server',
  twoInstancesOn(() => PostgresServer.start()),
);
describe(
  'two instances of the shop on the embedded PGlite',
  twoInstancesOn(() => localPostgres({ url: '' })),
);

/** Waits until a job that runs each second has met a busy lock so often. */
async function ticks(shop: Shop, count: number): Promise<void> {
  const met = async (): Promise<number> => {
    const page = await (await fetch(`${shop.url}/metrics`)).text();
    const lines = [...page.matchAll(/^redis_serial_lock_timeouts\S* (\d+)/gm)];
    return lines.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  const before = await met();
  await eventually(`the job was passed over ${count} times`, async () => (await met()) >= before + count);
}
