import type { Abstract, FactoryProvider, Type } from '@nestjs/common';

declare const STANDS_FOR: unique symbol;

/** The token of an injected value that is not an instance of a class, with the value's type. */
export type Token<T> = symbol & { readonly [STANDS_FOR]: T };

/** An injected value: by its token, or as an instance of a class. */
export type Dependency<T> = Token<T> | Abstract<T>;

type Dependencies<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: Dependency<Values[Index]>;
};

type ValueOf<D> = D extends { readonly prototype: infer T } ? T : D extends Token<infer T> ? T : never;
type ValuesOf<All extends readonly Dependency<unknown>[]> = {
  [Index in keyof All]: ValueOf<All[Index]>;
};

/** Makes a token that is the same in every copy of the package that an app has loaded. */
export function tokenFor<T>(name: string): Token<T> {
  return Symbol.for(`redis-serial:${name}`) as Token<T>;
}

/** Provides an instance of a class. The compiler compares the injected values with the constructor. */
export function provideClass<Values extends readonly unknown[], T>(
  type: Type<T> & (new (...values: Values) => T),
  ...inject: Dependencies<Values>
): FactoryProvider<T> {
  return { provide: type, inject: [...inject], useFactory: (...values: Values) => new type(...values) };
}

/** Provides the result of a function of the injected values. */
export function provideBy<T, const All extends readonly Dependency<unknown>[]>(
  provide: Dependency<T>,
  inject: All,
  make: (...values: ValuesOf<All>) => T,
): FactoryProvider<T> {
  return { provide, inject: [...inject], useFactory: make };
}
