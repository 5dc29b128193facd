import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { defer, from, type Observable, switchMap } from 'rxjs';
import { OptionsError } from '../common/options.error.js';
import { holdUntilEnded } from './hold-until-ended.js';
import { lockKeyOf } from './lock-key.decorator.js';
import { LockService } from './lock.service.js';

/** Runs an HTTP handler under the lock that its `@LockKey` names, until the response's data has ended. */
@Injectable()
export class LockInterceptor implements NestInterceptor {
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
        `say which lock by @LockKey('order:{params.id}')`,
      );
    if (context.getType() !== 'http')
      throw new OptionsError(`LockInterceptor on ${handler}`, 'it reads HTTP requests only');
    const key = lockKey.template.fill(context.switchToHttp().getRequest<object>());
    return defer(() => this.locks.acquire(key, lockKey.options)).pipe(
      switchMap((lock) => from(holdUntilEnded(lock, () => next.handle()))),
      switchMap((answer) => answer as Observable<unknown>),
    );
  }
}
