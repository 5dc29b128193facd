import { getEventListeners } from 'node:events';
import { onAbort } from './abort-listeners.js';

describe('onAbort', () => {
  it('calls back all who listen, once, but not who listens no more', () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const stops = [1, 2, 3].map((n) => onAbort(controller.signal, () => heard.push(n)));
    stops[1]?.();
    controller.abort();
    expect(heard).toEqual([1, 3]);
  });

  it('has one listener for any number of callers, and none when all have stopped', () => {
    const { signal } = new AbortController();
    const stops = Array.from({ length: 20 }, () => onAbort(signal, () => undefined));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const stop of stops) stop();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    // And begins anew.
    onAbort(signal, () => undefined);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});
