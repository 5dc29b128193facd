import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RedisSerialOptions } from './redis-serial.options.js';

export const {
  ConfigurableModuleClass: ConfigurableRedisSerialModule,
  MODULE_OPTIONS_TOKEN: REDIS_SERIAL_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<RedisSerialOptions>({
  optionsInjectionToken: Symbol.for('redis-serial:options'),
})
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** For how long those who hold locks may go on when the app shuts down, in milliseconds. */
export const SHUTDOWN_GRACE = Symbol.for('redis-serial:shutdown-grace');
