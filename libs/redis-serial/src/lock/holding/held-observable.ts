import { Observable } from 'rxjs';
import { runUnder } from '../context/current-lock.js';
import { LockLostError } from '../lock.errors.js';
import type { Lock } from '../lock.js';

/**
 * An observable whose work runs under the lock, since it happens when it is subscribed to. The lock is given back when
 * the last subscriber has left; who comes later, by `retry` for one, is refused rather than let work without it.
 */
export function heldObservable<T>(lock: Lock, source: Observable<T>): Observable<T> {
  let subscribers = 0;
  let released = false;
  return new Observable((subscriber) => {
    if (released) {
      subscriber.error(new LockLostError(lock.key, 'it was given back when its observable had ended'));
      return undefined;
    }
    subscribers++;
    const subscription = runUnder(lock, () => source.subscribe(subscriber));
    return () => {
      subscription.unsubscribe();
      subscribers--;
      if (subscribers > 0) return;
      released = true;
      void lock[Symbol.asyncDispose]();
    };
  });
}
