import { otherVariable } from './replay.js';

describe('the scope of an idempotency key', () => {
  it.each([
    ['the same', { a: '1', b: '2' }, { b: '2', a: '1' }, undefined],
    ['another value', { a: '1', b: '2' }, { a: '1', b: '3' }, 'b'],
    ['a variable that has another name now', { till: '1' }, { desk: '1' }, undefined],
    ['the same, with another value', { till: '1' }, { desk: '2' }, 'till'],
    ['one of two that has another name now', { a: '1', till: '2' }, { a: '1', desk: '3' }, 'till'],
    ['a variable that is new', { a: '1', b: '2' }, { a: '1' }, undefined],
    ['another value beside one that is new', { a: '1', b: '2' }, { a: '2' }, 'a'],
    ['a variable that is gone', { a: '1' }, { a: '1', b: '2' }, undefined],
    ['nothing', {}, {}, undefined],
  ])('is compared by what both definitions know: %s', (_, scope, was, other) => {
    expect(otherVariable(scope, was)).toBe(other);
  });
});
