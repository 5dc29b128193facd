import 'reflect-metadata';
import { wrapMethod } from './wrap-method.js';

describe('wrapMethod', () => {
  it('keeps name, length, all metadata and what else was written on it', () => {
    const tag = Symbol('tag');
    function pay(_order: string, _amount: number): string {
      return 'paid';
    }
    Reflect.defineMetadata('path', '/pay', pay);
    Reflect.defineMetadata(tag, { deep: true }, pay);
    Object.assign(pay, { limit: 7 });
    const descriptor: PropertyDescriptor = { value: pay };
    wrapMethod(
      descriptor,
      (method) =>
        (...args: never[]) =>
          `wrapped ${String(method(...args))}`,
      '@WithLock Payments.pay',
    );
    const wrapped = descriptor.value as typeof pay;
    expect(wrapped('a', 1)).toBe('wrapped paid');
    expect([wrapped.name, wrapped.length]).toEqual(['pay', 2]);
    expect(wrapped).toHaveProperty('limit', 7);
    expect(Reflect.getMetadata('path', wrapped)).toBe('/pay');
    expect(Reflect.getMetadata(tag, wrapped)).toEqual({ deep: true });
  });

  it('refuses what is no method', () => {
    const getter: PropertyDescriptor = { get: () => 7 };
    expect(() => {
      wrapMethod(getter, (method) => method, '@WithLock Payments.total');
    }).toThrow('@WithLock Payments.total: it works on methods only');
  });
});
