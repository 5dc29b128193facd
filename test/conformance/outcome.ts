import { RedisSerialError } from 'nestjs-redis-serial';

/** What came of a call: its answer, or the error's class, code and what tells it from others of the class. */
export type Outcome<T = unknown> = { readonly answer: T } | { readonly error: string; readonly code: string };

/** Waits for what comes of a call, which may fail. */
export async function outcomeOf<T>(call: Promise<T>): Promise<Outcome<T>> {
  try {
    return { answer: await call };
  } catch (error) {
    if (!(error instanceof RedisSerialError)) throw error;
    return { error: error.name, code: error.code };
  }
}

/** Whether a promise is settled yet, when all has been done that can be done now. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const now = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([promise.catch(() => undefined), now])) === pending;
}
