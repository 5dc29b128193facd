import { Observable } from 'rxjs';
import { runUnder } from '../context/current-lock.js';
import { LockLostError } from '../lock.errors.js';
import type { Lock } from '../lock.js';

/**
 * An observable that runs under the lock: its work begins only when somebody subscribes. The lock is released when the
 * last subscriber has left. Later subscribers, such as those of `retry`, get an error, for they would work without the
 * lock.
 */
export function heldObservable<T>(lock: Lock, source: Observable<T>): Observable<T> {
  let subscribers = 0;
  let released = false;
  return new Observable((subscriber) => {
    if (released) {
      subscriber.error(new LockLostError(lock.key, 'it was released when its observable had ended'));
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
