import type { Abstract, FactoryProvider, Type } from '@nestjs/common';

declare const STANDS_FOR: unique symbol;

/** Under which a value is injected that has no class of its own, and of which type it is. */
export type Token<T> = symbol & { readonly [STANDS_FOR]: T };

/** What is injected: under a token, or as an instance of a class. */
export type Dependency<T> = Token<T> | Abstract<T>;

type Dependencies<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: Dependency<Values[Index]>;
};

type ValueOf<D> = D extends { readonly prototype: infer T } ? T : D extends Token<infer T> ? T : never;
type ValuesOf<All extends readonly Dependency<unknown>[]> = {
  [Index in keyof All]: ValueOf<All[Index]>;
};

/** The same for every copy of the package that an app has loaded. */
export function tokenFor<T>(name: string): Token<T> {
  return Symbol.for(`redis-serial:${name}`) as Token<T>;
}

/** Provides an instance of a class, made of what is injected: the compiler compares that with its constructor. */
export function provideClass<Values extends readonly unknown[], T>(
  type: Type<T> & (new (...values: Values) => T),
  ...inject: Dependencies<Values>
): FactoryProvider<T> {
  return { provide: type, inject: [...inject], useFactory: (...values: Values) => new type(...values) };
}

/** Provides what a function makes of what is injected. */
export function provideBy<T, const All extends readonly Dependency<unknown>[]>(
  provide: Dependency<T>,
  inject: All,
  make: (...values: ValuesOf<All>) => T,
): FactoryProvider<T> {
  return { provide, inject: [...inject], useFactory: make };
}
