import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SeriesRegistry } from './serial/series-registry.js';
import type { Series } from './serial/series.js';

const FEATURE_SERIES = Symbol.for('redis-serial:feature-series');

/** Adds a feature's series to those the app knows. */
@Module({})
export class SeriesFeatureModule implements OnModuleInit {
  constructor(
    @Inject(FEATURE_SERIES) private readonly series: readonly Series[],
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  static of(series: readonly Series[]): DynamicModule {
    return { module: SeriesFeatureModule, providers: [{ provide: FEATURE_SERIES, useValue: series }] };
  }

  /** Looks the registry up in the whole app: `RedisSerialModule.forRoot` need not be global. */
  onModuleInit(): void {
    this.moduleRef.get(SeriesRegistry, { strict: false }).add(this.series);
  }
}
