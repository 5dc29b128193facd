import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { OptionsError } from './common/options.error.js';
import { SeriesRegistry } from './serial/series-registry.js';
import type { Series } from './serial/series.js';

const FEATURE_SERIES = Symbol.for('redis-serial:feature-series');

/** Adds a feature's series to those the app knows. */
@Module({})
export class SeriesFeatureModule implements OnModuleInit {
  constructor(
    @Inject(FEATURE_SERIES) private readonly series: readonly Series[],
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {
    // A module that is loaded later hears of no initialisation.
    this.register();
  }

  static of(series: readonly Series[]): DynamicModule {
    return { module: SeriesFeatureModule, providers: [{ provide: FEATURE_SERIES, useValue: series }] };
  }

  onModuleInit(): void {
    if (this.register() > 0) return;
    throw new OptionsError('forFeature', 'RedisSerialModule.forRoot() is imported nowhere in the app');
  }

  /** Into every registry of the app: `RedisSerialModule.forRoot` need not be global, nor stand there once only. */
  private register(): number {
    const registries = [...this.modules.values()].flatMap(({ providers }) => {
      const registry: unknown = providers.get(SeriesRegistry)?.instance;
      return registry instanceof SeriesRegistry ? [registry] : [];
    });
    for (const registry of registries) registry.add(this.series);
    return registries.length;
  }
}
