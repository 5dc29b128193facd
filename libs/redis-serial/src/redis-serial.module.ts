import { Module, type DynamicModule } from '@nestjs/common';
import * as v from 'valibot';
import { checkOptions, describeValue, optionsObject } from './common/check-options.js';
import { OptionsError } from './common/options.error.js';
import { doctorProviders } from './doctor/doctor.providers.js';
import { LockEvents } from './lock/lock-events.js';
import { lockProviders } from './lock/lock.providers.js';
import { LockService } from './lock/lock.service.js';
import {
  ConfigurableRedisSerialModule,
  type ASYNC_OPTIONS_TYPE,
  type OPTIONS_TYPE,
} from './redis-serial.module-definition.js';
import { lifeProviders, optionProviders } from './redis-serial.providers.js';
import { redisProviders } from './redis/redis.providers.js';
import { SerialEvents } from './serial/serial-events.js';
import { serialProviders } from './serial/serial.providers.js';
import { shardProviders } from './serial/shard/shard.providers.js';
import { SerialService } from './serial/serial.service.js';
import type { Series } from './serial/series.js';
import { SeriesFeatureModule } from './series-feature.module.js';
import { transportProviders } from './transport/transport.providers.js';

const featureSchema = optionsObject({ series: v.array(v.unknown(), 'expected an array of series') });

/** Serial numbers and locks on Redis. Import it once; inject `SerialService` and `LockService`. */
@Module({
  providers: [
    ...optionProviders,
    ...redisProviders,
    ...shardProviders,
    ...serialProviders,
    ...lockProviders,
    ...doctorProviders,
    ...transportProviders,
    ...lifeProviders,
  ],
  exports: [SerialService, LockService, SerialEvents, LockEvents],
})
export class RedisSerialModule extends ConfigurableRedisSerialModule {
  /**
   * Provides the services, connected as the options say; without options, to `REDIS_URL` or a Redis on this machine.
   * They are checked when the app starts: a wrong one fails with an `OptionsError`.
   * @throws {OptionsError} when the options are not an object.
   * @example
   * imports: [RedisSerialModule.forRoot({ connection: 'redis://10.0.0.5:6379', keyPrefix: 'shop' })],
   */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    if (typeof options !== 'object' || (options as unknown) === null)
      throw new OptionsError('options', `expected an object, got ${describeValue(options)}`);
    return super.forRoot(options);
  }

  /**
   * Provides the services with options that a factory or a class makes, for example from a configuration.
   * @example
   * imports: [
   *   RedisSerialModule.forRootAsync({
   *     inject: [ConfigService],
   *     useFactory: (config: ConfigService) => ({ connection: config.getOrThrow('REDIS_URL') }),
   *   }),
   * ],
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return super.forRootAsync(options);
  }

  /**
   * Registers series that are declared beside the feature that owns them.
   * @throws {OptionsError} when `series` is not an array.
   * @example
   * imports: [RedisSerialModule.forFeature({ series: [InvoiceNo] })],
   */
  static forFeature(feature: { readonly series: readonly Series[] }): DynamicModule {
    const { series } = checkOptions(featureSchema, feature, 'forFeature');
    return SeriesFeatureModule.of(series as Series[]);
  }
}
