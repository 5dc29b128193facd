// Node 20 adds Symbol.asyncDispose to its own context only, not to the one in which Jest runs tests.
if (!Reflect.has(Symbol, 'asyncDispose')) {
  Object.defineProperty(Symbol, 'asyncDispose', { value: Symbol.for('Symbol.asyncDispose') });
}
