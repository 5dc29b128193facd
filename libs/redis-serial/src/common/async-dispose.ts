// Node 20 adds Symbol.asyncDispose to its own context only, not to the one in which Jest runs tests. Without it
// `await using` fails there, and a lock would have a method named "undefined".
if (!Reflect.has(Symbol, 'asyncDispose')) {
  Object.defineProperty(Symbol, 'asyncDispose', { value: Symbol.for('Symbol.asyncDispose') });
}
