import {
  BadRequestException,
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Observable, type Subscriber } from 'rxjs';
import { OptionsError } from '../../common/options.error.js';
import { holdUntilEnded } from '../holding/hold-until-ended.js';
import type { KeyMaker } from '../keys/key-source.js';
import { LockKeyError } from '../lock.errors.js';
import { abortWhenClientLeaves } from './client-left.js';
import { lockKeyOf } from './lock-key.decorator.js';
import type { Lock } from '../lock.js';
import { LockService } from '../lock.service.js';

/**
 * Runs an HTTP handler under the lock that its `@LockKey` names, until the data of the response has ended.
 * @example
 * ```ts
 * @Post(':id/pay')
 * @LockKey('order:{params.id}')
 * @UseInterceptors(LockInterceptor)
 * pay(@Param('id') id: string) {}
 * ```
 */
@Injectable()
export class LockInterceptor implements NestInterceptor {
  /** @internal Nest makes it. */
  constructor(
    @Inject(LockService) private readonly locks: LockService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    const lockKey = lockKeyOf(this.reflector, context.getHandler() as () => unknown);
    if (!lockKey)
      throw new OptionsError(
        `LockInterceptor on ${handler}`,
        `name the lock with @LockKey('order:{params.id}')`,
      );
    if (context.getType() !== 'http')
      throw new OptionsError(`LockInterceptor on ${handler}`, 'it reads HTTP requests only');
    const { keys, call } = lockKey;
    const key = keysFrom(keys, context.switchToHttp().getRequest<object>());
    return new Observable((subscriber) => {
      const gone = new AbortController();
      const stopWatching = abortWhenClientLeaves(context.switchToHttp().getResponse(), gone);
      const signal = AbortSignal.any([gone.signal, ...(call.lock.signal ? [call.lock.signal] : [])]);
      this.locks
        .acquire(key, { ...call.lock, signal })
        .then(
          (lock) => {
            stopWatching();
            return this.handle(lock, next, subscriber, gone.signal);
          },
          async (error: unknown) => {
            stopWatching();
            if (gone.signal.aborted) leaveUnanswered(subscriber);
            else subscriber.next(await call.instead(error, context.getArgs()));
            subscriber.complete();
          },
        )
        .catch((error: unknown) => {
          subscriber.error(error);
        });
      // When the subscriber leaves, for example after a timeout, the call stops waiting for the lock.
      return () => {
        stopWatching();
        gone.abort();
      };
    });
  }

  private async handle(
    lock: Lock,
    next: CallHandler,
    subscriber: Subscriber<unknown>,
    gone: AbortSignal,
  ): Promise<void> {
    // Nobody would get the answer, and others wait for the lock.
    if (subscriber.closed || gone.aborted) {
      await lock[Symbol.asyncDispose]();
      leaveUnanswered(subscriber);
      return;
    }
    const answer = (await holdUntilEnded(this.locks, lock, () => next.handle())) as Observable<unknown>;
    answer.subscribe(subscriber);
  }
}

// An error would be logged as one of the server's, and an answer without a value be taken for one.
function leaveUnanswered(subscriber: Subscriber<unknown>): void {
  subscriber.next(undefined);
  subscriber.complete();
}

// A value that is missing in a request is the client's mistake.
function keysFrom(keys: KeyMaker, request: object): string | readonly string[] {
  try {
    return keys.keysOf(request, [request]);
  } catch (error) {
    if (!(error instanceof LockKeyError)) throw error;
    const { code, reason } = error;
    throw new BadRequestException(
      { statusCode: 400, error: 'Bad Request', code, message: reason },
      { cause: error },
    );
  }
}
