import {
  Catch,
  ConflictException,
  Logger,
  ServiceUnavailableException,
  type ArgumentsHost,
  type HttpException,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { throwError, type Observable } from 'rxjs';
import { LockTimeoutError } from '../lock/lock.errors.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';

const SAME_LINE_AFTER_MS = 10_000;

/**
 * Answers HTTP requests that met a busy lock with 409 and those that met no Redis with 503, each with `Retry-After`;
 * over microservices, an error with the code. Keys and causes stay out of the answer: they are for the logs.
 */
@Catch(LockTimeoutError, RedisUnavailableError)
export class RedisSerialExceptionFilter extends BaseExceptionFilter {
  private readonly logger = new Logger('RedisSerialModule');
  private lastLine = { message: '', at: -Infinity };

  override catch(
    error: LockTimeoutError | RedisUnavailableError,
    host: ArgumentsHost,
  ): Observable<never> | undefined {
    if (error instanceof RedisUnavailableError) this.report(error);
    const exception = httpException(error);
    // What a filter throws there reaches nobody, and the caller would wait for ever.
    if (host.getType() === 'rpc')
      return throwError(() => ({ status: 'error', code: error.code, message: exception.message }));
    if (host.getType() !== 'http') throw error;
    const response = host.switchToHttp().getResponse<unknown>();
    const retryAfter = error instanceof LockTimeoutError ? Math.ceil(error.heldForMs / 1000) : 1;
    const { httpAdapter } = this.httpAdapterHost ?? {};
    if (httpAdapter && !httpAdapter.isHeadersSent(response)) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.max(1, retryAfter)));
    }
    super.catch(exception, host);
    return undefined;
  }

  // Nest logs no HttpException, and each request of an outage would be a line too many.
  private report({ message }: RedisUnavailableError): void {
    const now = performance.now();
    if (message === this.lastLine.message && now - this.lastLine.at < SAME_LINE_AFTER_MS) return;
    this.lastLine = { message, at: now };
    this.logger.error(message);
  }
}

function httpException(error: LockTimeoutError | RedisUnavailableError): HttpException {
  const { code } = error;
  return error instanceof LockTimeoutError
    ? new ConflictException(
        { statusCode: 409, error: 'Conflict', code, message: 'Someone else is working on this' },
        { cause: error },
      )
    : new ServiceUnavailableException(
        { statusCode: 503, error: 'Service Unavailable', code, message: 'Try again shortly' },
        { cause: error },
      );
}
