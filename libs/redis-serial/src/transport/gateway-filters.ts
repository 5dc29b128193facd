import type { ModulesContainer } from '@nestjs/core';
import { RedisSerialExceptionFilter } from './redis-serial.filter.js';

// The metadata keys of Nest's WebSocketGateway and UseFilters.
const GATEWAY = 'websockets:is_gateway';
const FILTERS = '__exceptionFilters__';

/**
 * Adds the filter to gateways, which Nest's global filters never reach. It goes before the gateway's own filters, so
 * that these take precedence. Call it when providers are made: Nest reads the filters of gateways before it calls any
 * hook.
 */
export function filterGateways(modules: ModulesContainer, filter: RedisSerialExceptionFilter): void {
  for (const { providers } of modules.values()) {
    for (const { metatype } of providers.values()) if (isGateway(metatype)) addFilter(metatype, filter);
  }
}

function isGateway(metatype: unknown): metatype is object {
  return typeof metatype === 'function' && Reflect.getMetadata(GATEWAY, metatype) === true;
}

function addFilter(gateway: object, filter: RedisSerialExceptionFilter): void {
  const known = (Reflect.getMetadata(FILTERS, gateway) ?? []) as unknown[];
  // One filter is enough for all apps of a process: over WebSockets it has no settings.
  if (known.some((other) => other instanceof RedisSerialExceptionFilter)) return;
  Reflect.defineMetadata(FILTERS, [filter, ...known], gateway);
}
