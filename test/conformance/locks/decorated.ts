import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { currentLock, LockKeyError, LockService, LockTimeoutError, WithLock } from 'nestjs-redis-serial';
import type { Backend, OpenBackend } from '../backend.js';

@Injectable()
class Stock {
  running = 0;
  most = 0;

  @WithLock('stock:{0.sku}', { wait: '20s' })
  async take(_item: { sku?: string }): Promise<string | undefined> {
    this.most = Math.max(this.most, ++this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running--;
    return currentLock()?.key;
  }

  @WithLock((sku: string) => `stock:${sku}`, { wait: 0 })
  tryTake(sku: string): Promise<string> {
    return Promise.resolve(`took ${sku}`);
  }

  @WithLock('fails')
  fail(): Promise<never> {
    return Promise.reject(new Error('mine'));
  }
}

export function decorated(open: OpenBackend): void {
  describe('@WithLock', () => {
    let backend: Backend;
    let apps: TestingModule[];
    let stocks: Stock[];
    let locks: LockService;

    beforeAll(async () => {
      backend = await open();
      const first = await backend.app({}, { providers: [Stock] });
      apps = [first, await backend.app({}, { providers: [Stock] })];
      stocks = apps.map((app) => app.get(Stock));
      locks = first.get(LockService);
    });
    afterAll(async () => {
      await Promise.all(apps.map((app) => app.close()));
      await backend.stop();
    });

    it('runs one call at a time in an app, under the lock of its key', async () => {
      const [stock] = stocks as [Stock];
      const keys = await Promise.all([1, 2, 3].map(() => stock.take({ sku: 'a' })));
      expect(keys).toEqual(['stock:a', 'stock:a', 'stock:a']);
      expect(stock.most).toBe(1);
      expect(await locks.inspect('stock:a')).toBeNull();
    });

    it('keeps calls of other apps out', async () => {
      await locks.acquire('stock:b');
      await expect(stocks[1]?.tryTake('b')).rejects.toBeInstanceOf(LockTimeoutError);
    });

    it('gives back when a method fails, with its own error', async () => {
      await expect(stocks[0]?.fail()).rejects.toThrow('mine');
      expect(await locks.inspect('fails')).toBeNull();
    });

    it('refuses a key with nothing in it', async () => {
      await expect(stocks[0]?.take({})).rejects.toBeInstanceOf(LockKeyError);
    });
  });
}
