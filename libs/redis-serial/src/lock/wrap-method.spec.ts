import 'reflect-metadata';
import { wrapMethod } from './wrap-method.js';

describe('wrapMethod', () => {
  it('keeps name, length and all metadata', () => {
    const tag = Symbol('tag');
    function pay(_order: string, _amount: number): string {
      return 'paid';
    }
    Reflect.defineMetadata('path', '/pay', pay);
    Reflect.defineMetadata(tag, { deep: true }, pay);
    const descriptor: PropertyDescriptor = { value: pay };
    wrapMethod(
      descriptor,
      (method) =>
        (...args: never[]) =>
          `wrapped ${String(method(...args))}`,
    );
    const wrapped = descriptor.value as typeof pay;
    expect(wrapped('a', 1)).toBe('wrapped paid');
    expect([wrapped.name, wrapped.length]).toEqual(['pay', 2]);
    expect(Reflect.getMetadata('path', wrapped)).toBe('/pay');
    expect(Reflect.getMetadata(tag, wrapped)).toEqual({ deep: true });
  });
});
