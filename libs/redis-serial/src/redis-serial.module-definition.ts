import { ConfigurableModuleBuilder } from '@nestjs/common';
import { tokenFor, type Token } from './common/provide.js';
import type { RedisSerialOptions, ResolvedRedisSerialOptions } from './redis-serial.options.js';

export const {
  ConfigurableModuleClass: ConfigurableRedisSerialModule,
  MODULE_OPTIONS_TOKEN,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<RedisSerialOptions>({
  optionsInjectionToken: Symbol.for('redis-serial:options'),
})
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** The options as the app passed them. */
export const REDIS_SERIAL_OPTIONS = MODULE_OPTIONS_TOKEN as Token<RedisSerialOptions>;
/** The options, checked and with every default filled in. */
export const RESOLVED = tokenFor<ResolvedRedisSerialOptions>('resolved-options');
/** How long holders of locks may go on when the app shuts down, in milliseconds. */
export const SHUTDOWN_GRACE = tokenFor<number>('shutdown-grace');
