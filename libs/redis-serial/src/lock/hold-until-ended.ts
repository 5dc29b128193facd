import { finalize, isObservable, Observable } from 'rxjs';
import { runUnder } from './current-lock.js';
import type { Lock } from './lock.js';

/**
 * Calls a method under a lock and gives the lock back when what it answers has ended: at once for a plain value, when
 * it settles for a promise, when it completes, fails or is left for an observable or an async generator.
 */
export async function holdUntilEnded(lock: Lock, method: () => unknown): Promise<unknown> {
  let handedOn = false;
  try {
    const answer = await runUnder(lock, method);
    if (isObservable(answer)) {
      handedOn = true;
      return underLock(lock, answer).pipe(finalize(() => void lock[Symbol.asyncDispose]()));
    }
    if (isAsyncGenerator(answer)) {
      handedOn = true;
      return drain(lock, answer);
    }
    return answer;
  } finally {
    if (!handedOn) await lock[Symbol.asyncDispose]();
  }
}

// The work of an observable happens when it is subscribed to.
function underLock<T>(lock: Lock, source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => runUnder(lock, () => source.subscribe(subscriber)));
}

async function* drain(lock: Lock, source: AsyncGenerator): AsyncGenerator {
  try {
    yield* source;
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'return' in value;
}
