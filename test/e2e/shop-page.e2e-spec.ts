/// <reference lib="dom" />
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startRedisServer } from 'local-redis';
import { findBrowser, openBrowser } from '../support/browser.js';
import { describeUnless } from '../support/describe-unless.js';
import { isAlive } from '../support/is-alive.js';
import { Program } from '../support/program.js';
import { Shop } from '../support/shop.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const PATIENCE = { timeout: 60_000 };
/** How many orders have been placed before the tests. */
const FIRST = 10;

const browserPath = await findBrowser();
const missing =
  browserPath === undefined ? 'there is no Chromium at CHROMIUM_PATH or on the PATH' : undefined;

afterAll(() => Program.endAll());

describeUnless(missing, 'the page of the shop', () => {
  let browser: Browser;
  let shop: Shop;
  /** What pages complained of. */
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, shop] = await Promise.all([openBrowser(browserPath ?? ''), Shop.open({})]);
  });
  // Its instances start when they are first needed: for a test with work of its own that were too much.
  beforeAll(async () => {
    const page = await open();
    await place(FIRST);
    await finished(page, FIRST);
    await close(page);
  });
  afterAll(() => browser.close());

  const open = async (options: BrowserContextOptions = {}, url = shop.url): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'en-US', ...options })).newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    await page.waitForFunction(() => document.querySelector('#status')?.textContent !== '');
    return page;
  };
  const close = async (page: Page): Promise<void> => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  };
  const button = (page: Page, name: string | RegExp): ReturnType<Page['locator']> =>
    page.getByRole('button', { name });
  const place = async (orders: number): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify({ orders }) };
    expect((await fetch(`${shop.url}/show/run`, request)).status).toBe(202);
  };
  /** Waits until so many are placed of those that are under way. */
  const placed = async (page: Page, count: number): Promise<void> => {
    await page.waitForFunction(
      (wanted) => {
        const { value, max } = document.querySelector('progress') ?? { value: 0, max: 0 };
        return wanted <= value && value < max;
      },
      count,
      PATIENCE,
    );
  };
  /** Waits until nothing is under way and so many numbers were given in all. */
  const finished = async (page: Page, given: number): Promise<void> => {
    await page.waitForFunction(
      (wanted) =>
        document.querySelector('#ours-given')?.textContent.replace(/\D/g, '') === String(wanted) &&
        document.querySelector<HTMLButtonElement>('#run')?.disabled === false,
      given,
      PATIENCE,
    );
  };
  const number = async (page: Page, id: string): Promise<number> =>
    Number((await page.locator(`#${id}`).textContent())?.replace(/\D/g, ''));

  it('shows orders of 4 instances, none with a number of another', async () => {
    const page = await open();
    await place(400);
    expect((await shop.post('/show/run', { orders: 10 })).status).toBe(409);
    await page.getByText(/Instance [1-4] has the terminal, fence \d+/).waitFor(PATIENCE);
    await finished(page, FIRST + 400);
    await page.getByText('400 orders are placed; order numbers that came twice so far: 0.').waitFor();
    expect(await number(page, 'ours-repeated')).toBe(0);
    expect(await number(page, 'plain-given')).toBe(FIRST + 400);
    expect(await number(page, 'plain-repeated')).toBe(0);
    expect(await number(page, 'paid')).toBe(Math.floor(FIRST / 4) + 100);
    const last = await page.locator('#ours-last li').allTextContents();
    expect(last).toHaveLength(8);
    expect(last.join(' ')).toMatch(/^(ORD-SHOW\w+-\d{8}-\d{6} ?){8}$/);
    await close(page);
  });

  it('shows that no number of the shop comes twice when Redis is killed, and those of INCR do', async () => {
    // For the README: npm run screenshot.
    const path = process.env.SCREENSHOT;
    const orders = path === undefined ? 400 : 1_000;
    const page = await open({ viewport: { width: 1280, height: 900 } });
    const before = await number(page, 'ours-given');
    await place(orders);
    await placed(page, 100);
    await button(page, 'Kill Redis').click();
    expect((await shop.post('/show/kill-redis')).status).toBe(409);
    if (path !== undefined) {
      await placed(page, 800);
      await page.screenshot({ path, fullPage: true });
    }
    await finished(page, before + orders);
    expect(await number(page, 'ours-repeated')).toBe(0);
    expect(await number(page, 'plain-repeated')).toBeGreaterThan(100);
    const events = await page.locator('#events li').allTextContents();
    expect(events.join('\n')).toMatch(/Redis was killed[^]*$/);
    expect(events.join('\n')).toMatch(/The shop goes on with ORD-\S+; [\d,]+ numbers are left out/);
    expect(events.join('\n')).toMatch(/Plain INCR begins again, with INCR-0000/);
    await close(page);
  });

  it('can be used by the keyboard alone, in Chinese too', async () => {
    const page = await open({ locale: 'zh-CN' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await button(page, '杀掉 Redis').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await button(page, 'Kill Redis').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('run');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('kill');
    await close(page);
  });

  it.each([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { locale: 'zh-CN' }] as const)(
    'has no fault that axe finds, with %j',
    async (options) => {
      const page = await open({ ...options, bypassCSP: true, viewport: { width: 390, height: 800 } });
      await page.addScriptTag({ path: AXE });
      const faults = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
        return (await axe.run()).violations;
      });
      expect(faults).toEqual([]);
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(isTooWide).toBe(false);
      await close(page);
    },
  );

  it('lets nothing run but what comes from the shop', async () => {
    const page = await fetch(shop.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('does not kill a Redis that is not the shop’s own', async () => {
    const redis = await startRedisServer();
    const guest = await Shop.open({ REDIS_URL: redis.url });
    const page = await open({}, guest.url);
    await page.getByText('This shop uses the Redis at REDIS_URL').waitFor();
    expect(await button(page, 'Kill Redis').isDisabled()).toBe(true);
    expect((await guest.post('/show/kill-redis')).status).toBe(409);
    await close(page);
    expect(await guest.program.end()).toBe(0);
    await redis.stop();
  });

  // The last one: it ends the shop of all of them.
  it('places 1,000 orders at once, and ends meanwhile although somebody looks, its instances with it', async () => {
    const page = await open();
    await button(page, 'Place 1,000 orders from 4 instances').click();
    await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('#run')?.disabled);
    expect((await shop.post('/show/run', { orders: 10 })).status).toBe(409);
    await placed(page, 10);
    expect(await page.evaluate(() => document.querySelector('progress')?.max)).toBe(1_000);
    await page.getByText(/Instance [1-4] has the terminal, fence \d+/).waitFor(PATIENCE);
    const instances = await shop.children();
    expect(instances.length).toBeGreaterThanOrEqual(4);
    expect(await shop.program.end()).toBe(0);
    expect(instances.filter(isAlive)).toEqual([]);
    await page.context().close();
  });
});
