import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startRedisServer, type RedisServer } from 'local-redis';
import { eventually } from '../support/eventually.js';
import { isAlive } from '../support/is-alive.js';
import { Program } from '../support/program.js';
import { upTo } from '../support/range.js';
import { Shop } from '../support/shop.js';

const MAIN = 'apps/order-demo/dist/main.js';
const ORDER_NO = /^ORD-SH-\d{8}-\d{6}$/;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

afterAll(() => Program.endAll());

describe('the order demo', () => {
  let server: RedisServer;
  let app: Program;
  let url: string;

  beforeAll(async () => {
    server = await startRedisServer({ args: ['--appendonly', 'yes'] });
    app = Program.start(MAIN, [], { PORT: '0', REDIS_URL: server.url });
    [, url = ''] = await app.printed(/listens at (http:\S+) /);
  });
  afterAll(() => server.stop());

  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const json = { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      ...(body ? { headers: json, body: JSON.stringify(body) } : {}),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  };
  const order = (store = 'SH'): Promise<Answer> =>
    call('POST', '/orders', { store, sku: 'TEA', quantity: 2 });

  it('gives an order its number, shows it, and shows what comes next', async () => {
    const { status, body } = await order();
    expect(status).toBe(201);
    expect(body).toMatchObject({ store: 'SH', sku: 'TEA', quantity: 2, status: 'new' });
    expect(body.orderNo).toMatch(ORDER_NO);
    expect((await call('GET', `/orders/${String(body.orderNo)}`)).body).toEqual(body);
    const next = await call('GET', '/orders/next?store=SH');
    expect(next.body.next).toBe(String(body.orderNo).slice(0, -6) + '000002');
    expect((await call('GET', '/orders/next?store=SH')).body).toEqual(next.body);
    expect((await order()).body.orderNo).toBe(next.body.next);
  });

  it('goes on above the numbers of an older system', async () => {
    const imported = await call('POST', '/orders/import-counter', { store: 'OLD', value: 500 });
    expect(imported).toMatchObject({ status: 200, body: { store: 'OLD', value: 500 } });
    expect((await order('OLD')).body.orderNo).toMatch(/-000501$/);
    expect((await call('POST', '/orders/import-counter', { store: 'OLD', value: 3 })).body.value).toBe(501);
  });

  it('answers 409 when a store has used up its numbers, and 400 for what is no order number', async () => {
    await call('POST', '/orders/import-counter', { store: 'EX', value: 999_999 });
    const order = { store: 'EX', sku: 'tea', quantity: 1 };
    expect((await call('POST', '/orders', order)).status).toBe(409);
    expect((await call('POST', `/orders/${'x'.repeat(1_100)}/pay`)).status).toBe(400);
  });

  it.each([
    [{ store: 'SH', sku: 'TEA', quantity: 0 }, 'quantity'],
    [{ store: 'SH', sku: 'TEA', quantity: 'two' }, 'quantity'],
    [{ store: 'a b', sku: 'TEA', quantity: 1 }, 'store'],
    [{ sku: 'TEA', quantity: 1 }, 'store'],
    [{ store: 'SH', sku: '', quantity: 1 }, 'sku'],
    [{ store: 'SH', sku: 'TEA', quantity: 1, colour: 'red' }, 'colour'],
  ])('answers %j with 400 and the name of the field', async (body, field) => {
    const refused = await call('POST', '/orders', body);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body.message)).toContain(field);
  });

  it('knows wrong numbers from unknown ones', async () => {
    expect((await call('GET', '/orders/ORD-1')).status).toBe(400);
    expect((await call('GET', '/orders/ORD-SH-20260101-999999')).status).toBe(404);
    expect((await call('POST', '/orders/ORD-SH-20260101-999999/pay')).status).toBe(404);
  });

  it('runs 50 concurrent payments of one order one at a time: one pays', async () => {
    const orderNo = String((await order()).body.orderNo);
    const answers = await Promise.all(upTo(50).map(() => call('POST', `/orders/${orderNo}/pay`)));
    const paid = answers.filter(({ status }) => status === 200);
    expect(paid).toHaveLength(1);
    expect(paid[0]?.body).toMatchObject({ orderNo, status: 'paid' });
    expect(paid[0]?.body.paidUnderFence).toEqual(expect.any(Number));
    const messages = answers.filter(({ status }) => status === 409).map(({ body }) => body.message);
    expect(messages).toEqual(Array(49).fill(`Order ${orderNo} is paid already`));
  });

  it('shows its API as a Swagger page', async () => {
    const page = await fetch(`${url}/api`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
    const { body } = await call('GET', '/api-json');
    expect(Object.keys(body.paths as object).sort()).toEqual([
      '/health',
      '/invoices/audit',
      '/invoices/{invoiceNo}/void',
      '/metrics',
      '/orders',
      '/orders/import-counter',
      '/orders/next',
      '/orders/{orderNo}',
      '/orders/{orderNo}/invoice',
      '/orders/{orderNo}/pay',
    ]);
  });

  it('says how it is', async () => {
    const { status, body } = await call('GET', '/health');
    expect([status, body.status]).toEqual([200, 'ok']);
  });

  it('shows what is measured to Prometheus', async () => {
    const page = await (await fetch(`${url}/metrics`)).text();
    expect(page).toMatch(/^redis_serial_numbers_issued_total\{redis_serial_series="order".*\} \d+$/m);
    expect(page).toMatch(/^redis_serial_lock_hold_duration(_seconds)?_count\{.*\} \d+$/m);
  });

  it('answers 503 while Redis is away and recovers by itself when it is back', async () => {
    const before = await call('GET', '/orders/next?store=SH');
    await server.kill();
    const away = await order();
    expect(away).toMatchObject({ status: 503, body: { code: 'REDIS_UNAVAILABLE' } });
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await call('POST', '/orders/ORD-SH-20260101-000001/pay')).status).toBe(503);
    await server.restart();
    await eventually(
      'orders are taken again',
      async () => (await call('GET', '/orders/next?store=SH')).status === 200,
    );
    // It came back empty, but the app knows what it was given: numbers go on where they were.
    expect((await order()).body.orderNo).toBe(before.body.next);
  });

  // The last one: it ends the app of all of them.
  it('ends also while Redis is away and payments are under way', async () => {
    await server.kill();
    const paying = call('POST', '/orders/ORD-SH-20260101-000001/pay').catch(() => undefined);
    expect(await app.end()).toBe(0);
    await paying;
    expect(isAlive(server.pid)).toBe(false);
  });
});

describe('the order demo as a process', () => {
  it('brings a Redis of its own, prints what to try, and SIGTERM ends both', async () => {
    const shop = await Shop.open({ REDIS_URL: '' });
    const { program: app, url } = shop;
    await app.printed(/Ctrl\+C/);
    expect(app.output.match(/^ {2}curl /gm)).toHaveLength(4);
    const curls = app.output.match(/^ {2}curl .*$/gm)?.map((line) => line.includes(url));
    expect(curls).toEqual([true, true, true, true]);
    expect((await fetch(`${url}/orders/next?store=SH`)).status).toBe(200);
    const children = await shop.children();
    expect(children).not.toEqual([]);
    expect(await app.end()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
  });

  it('refuses a PORT that is none', async () => {
    const app = Program.start(MAIN, [], { PORT: 'none' });
    expect(await app.exit()).toBe(1);
    expect(app.output).toContain('PORT must be a number from 0 to 65535');
  });

  it('says so when the database is not there, and leaves nothing running', async () => {
    const DATABASE_URL = 'postgres://shop:secret@127.0.0.1:1/shop';
    const app = Program.start(MAIN, [], { PORT: '0', REDIS_URL: '', DATABASE_URL });
    expect(await app.exit()).toBe(1);
    expect(app.output).toContain(
      'The database at DATABASE_URL could not be brought up to date: connect ECONNREFUSED',
    );
    expect(app.output).not.toContain('secret');
  });

  it('says so when the port is taken, and leaves nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const shop = Program.start(MAIN, [], { PORT: String(port), REDIS_URL: '' });
    expect(await shop.exit()).toBe(1);
    expect(shop.output).toContain('EADDRINUSE');
    other.close();
  });
});

describe('the load test', () => {
  it('has several instances issue numbers side by side, none twice and none left out', async () => {
    const load = Program.start(
      'apps/order-demo/dist/load/main.js',
      ['--orders', '400', '--workers', '2'],
      {},
    );
    expect(await load.exit()).toBe(0);
    const total = (row: string): string | undefined =>
      new RegExp(`${row}\\s*│ (\\d+)`).exec(load.output)?.[1];
    expect([total('instances'), total('numbers issued'), total('duplicates'), total('gaps')]).toEqual([
      '2',
      '400',
      '0',
      '0',
    ]);
    expect(Number(total('orders/s'))).toBeGreaterThan(0);
    expect(load.output).toContain('400/400 orders');
  });

  it('says what is wrong with an option', async () => {
    const load = Program.start('apps/order-demo/dist/load/main.js', ['--orders', 'many'], {});
    expect(await load.exit()).toBe(1);
    expect(load.output).toContain('expected a whole number');
  });
});
