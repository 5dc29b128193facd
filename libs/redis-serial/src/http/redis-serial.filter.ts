import { Catch, ConflictException, ServiceUnavailableException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { LockTimeoutError } from '../lock/lock.errors.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';

/**
 * Answers HTTP requests that met a busy lock with 409 and those that met no Redis with 503, each with `Retry-After`.
 * Keys and causes stay out of the response: they are for the logs.
 */
@Catch(LockTimeoutError, RedisUnavailableError)
export class RedisSerialExceptionFilter extends BaseExceptionFilter {
  override catch(error: LockTimeoutError | RedisUnavailableError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const response = host.switchToHttp().getResponse<unknown>();
    const retryAfter = error instanceof LockTimeoutError ? Math.ceil(error.heldForMs / 1000) : 1;
    const { httpAdapter } = this.httpAdapterHost ?? {};
    if (httpAdapter && !httpAdapter.isHeadersSent(response)) {
      httpAdapter.setHeader(response, 'Retry-After', String(Math.max(1, retryAfter)));
    }
    super.catch(httpException(error), host);
  }
}

function httpException(
  error: LockTimeoutError | RedisUnavailableError,
): ConflictException | ServiceUnavailableException {
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
