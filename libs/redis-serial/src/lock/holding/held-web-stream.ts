import { runUnder } from '../context/current-lock.js';
import type { Lock } from '../lock.js';

/** A web stream that releases the lock when it has been read to the end, has failed or was cancelled. */
export function heldWebStream<T>(lock: Lock, source: ReadableStream<T>): ReadableStream<T> {
  const reader = source.getReader();
  const release = (): Promise<void> => lock[Symbol.asyncDispose]();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const { done, value } = await runUnder(lock, () => reader.read());
          if (!done) {
            controller.enqueue(value);
            return;
          }
          await release();
          controller.close();
        } catch (error) {
          await release();
          controller.error(error);
        }
      },
      async cancel(reason) {
        try {
          await reader.cancel(reason);
        } finally {
          await release();
        }
      },
    },
    // Reads nothing ahead.
    { highWaterMark: 0 },
  );
}
