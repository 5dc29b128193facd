import { signalIn } from './signal-in-arguments.js';

describe('signalIn', () => {
  const { signal } = new AbortController();

  it.each([
    ['an argument', [1, signal]],
    ['a request of fetch', [new Request('http://localhost', { signal })]],
    ['a context', ['order', { signal }]],
  ])('finds the signal of %s', (_, args) => {
    expect(signalIn(args)).toBeInstanceOf(AbortSignal);
  });

  it.each([[[]], [[null, undefined, 7, 'signal']], [[{ signal: 'green' }]]])('finds none in %j', (args) => {
    expect(signalIn(args)).toBeUndefined();
  });
});
