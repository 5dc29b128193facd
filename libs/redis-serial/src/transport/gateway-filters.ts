import type { ModulesContainer } from '@nestjs/core';
import { RedisSerialExceptionFilter } from './redis-serial.filter.js';

// What Nest's WebSocketGateway and UseFilters write.
const GATEWAY = 'websockets:is_gateway';
const FILTERS = '__exceptionFilters__';

/**
 * Gives gateways the filter, which Nest's global filters never reach. It stands before a gateway's own ones, so that
 * they win. To be called when providers are made, since Nest reads the filters of gateways before any hook is called.
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
  // One is enough for all apps of a process: over WebSockets it has no settings.
  if (known.some((other) => other instanceof RedisSerialExceptionFilter)) return;
  Reflect.defineMetadata(FILTERS, [filter, ...known], gateway);
}
