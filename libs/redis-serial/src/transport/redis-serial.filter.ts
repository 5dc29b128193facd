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
 * Answers callers that met a busy lock, no Redis, or no store that could tell where numbers go on: over HTTP with 409
 * or 503 and `Retry-After`, over microservices, WebSockets and GraphQL with an error of theirs that has the code.
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
      // What a filter throws there reaches nobody, and the caller would wait for ever.
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

  // Nest logs no HttpException, and each request of an outage would be a line too many.
  private report({ message }: Busy): void {
    const now = this.clock.now();
    if (message === this.lastLine.message && now - this.lastLine.at < SAME_LINE_AFTER_MS) return;
    this.lastLine = { message, at: now };
    this.logger.error(message);
  }
}
