import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, type HttpAdapterHost } from '@nestjs/core';
import { throwError, type Observable } from 'rxjs';
import type { Clock } from '../common/clock.js';
import { LockTimeoutError } from '../lock/lock.errors.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';
import { RecoveryError } from '../serial/durability/recovery.error.js';
import { refusalOf, type Busy, type Refusal } from './refusal.js';
import { tellClient } from './web-socket.js';

const SAME_LINE_AFTER_MS = 10_000;

/**
 * Answers callers when a lock is busy, Redis is away, or no store can tell where numbers go on. Over HTTP with 409 or
 * 503 and `Retry-After`; over microservices, WebSockets and GraphQL with an error in their own form that has the code.
 */
@Catch(LockTimeoutError, RedisUnavailableError, RecoveryError)
export class RedisSerialExceptionFilter implements ExceptionFilter<Busy> {
  private readonly logger = new Logger('RedisSerialModule');
  private lastLine = { message: '', at: -Infinity };

  constructor(
    private readonly busyStatus: number,
    private readonly clock: Clock,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  catch(error: Busy, host: ArgumentsHost): Observable<never> | undefined {
    if (!(error instanceof LockTimeoutError)) this.report(error);
    const refusal = refusalOf(error, this.busyStatus);
    const { code, message, retryAfter } = refusal;
    switch (host.getType<string>()) {
      case 'http':
        this.answer(refusal, error, host);
        return undefined;
      // An error that a filter throws here reaches nobody, and the caller would wait for ever.
      case 'rpc':
        return throwError(() => ({ status: 'error', code, message, retryAfter }));
      case 'ws':
        tellClient(host.switchToWs().getClient(), { status: 'error', code, message, retryAfter });
        return undefined;
      case 'graphql':
        throw Object.assign(new Error(message, { cause: error }), { extensions: { code, retryAfter } });
      default:
        throw error;
    }
  }

  private answer({ code, message, status, retryAfter }: Refusal, cause: Busy, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<unknown>();
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter.isHeadersSent(response))
      httpAdapter.setHeader(response, 'Retry-After', String(retryAfter));
    const body = { statusCode: status, error: STATUS_CODES[status] ?? 'Error', code, message };
    new BaseExceptionFilter(httpAdapter).catch(new HttpException(body, status, { cause }), host);
  }

  // Nest does not log an HttpException, and a line for each request of an outage would be too much.
  private report({ message }: Busy): void {
    const now = this.clock.now();
    if (message === this.lastLine.message && now - this.lastLine.at < SAME_LINE_AFTER_MS) return;
    this.lastLine = { message, at: now };
    this.logger.error(message);
  }
}
