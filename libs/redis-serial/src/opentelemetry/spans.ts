import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { RedisSerialError } from '../common/redis-serial.error.js';
import type { Instrument } from '../common/instrumentation.js';

/** Makes a span for each call. Work under a lock runs with the lock's span as the active one. */
export class Spans implements Instrument {
  constructor(private readonly tracer: Tracer) {}

  acquiring<T>(keys: string | readonly string[], ask: () => Promise<T>): Promise<T> {
    return this.around('lock.acquire', SpanKind.CLIENT, { 'redis_serial.lock.key': shownKey(keys) }, ask);
  }

  holding<T>(
    { key, fence }: { readonly key: string; readonly fence: number },
    work: () => Promise<T>,
  ): Promise<T> {
    const attributes = { 'redis_serial.lock.key': key, 'redis_serial.lock.fence': fence };
    return this.around('lock.hold', SpanKind.INTERNAL, attributes, work);
  }

  issuing<T>(series: string, count: number, ask: () => Promise<T>): Promise<T> {
    const attributes = { 'redis_serial.series': series, 'redis_serial.count': count };
    return this.around('serial.issue', SpanKind.CLIENT, attributes, ask);
  }

  private async around<T>(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    work: () => Promise<T>,
  ): Promise<T> {
    const span = this.tracer.startSpan(name, {
      kind,
      attributes: { ...attributes, 'db.system.name': 'redis' },
    });
    try {
      return await context.with(trace.setSpan(context.active(), span), work);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }
}

function fail(span: Span, error: unknown): void {
  const { message } = error instanceof Error ? error : new Error(String(error));
  const type =
    error instanceof RedisSerialError ? error.code : error instanceof Error ? error.name : '_OTHER';
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function shownKey(keys: string | readonly string[]): string {
  return typeof keys === 'string' ? keys : keys.join(', ');
}
