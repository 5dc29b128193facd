import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { OptionsError } from './common/options.error.js';
import { SeriesRegistry } from './serial/series-registry.js';
import type { Series } from './serial/series.js';

const FEATURE_SERIES = Symbol.for('redis-serial:feature-series');

/** Adds a feature's series to those that the app knows. */
@Module({})
export class SeriesFeatureModule implements OnModuleInit {
  constructor(
    @Inject(FEATURE_SERIES) private readonly series: readonly Series[],
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {
    // Nest calls no onModuleInit in a module that is loaded later.
    this.register();
  }

  static of(series: readonly Series[]): DynamicModule {
    return { module: SeriesFeatureModule, providers: [{ provide: FEATURE_SERIES, useValue: series }] };
  }

  onModuleInit(): void {
    if (this.register() > 0) return;
    throw new OptionsError('forFeature', 'no module of the app imports RedisSerialModule.forRoot()');
  }

  /**
   * Registers in every registry of the app: `RedisSerialModule.forRoot` need not be global, and may be imported
   * repeatedly.
   */
  private register(): number {
    const registries = [...this.modules.values()].flatMap(({ providers }) => {
      const registry: unknown = providers.get(SeriesRegistry)?.instance;
      return registry instanceof SeriesRegistry ? [registry] : [];
    });
    for (const registry of registries) registry.add(this.series);
    return registries.length;
  }
}
