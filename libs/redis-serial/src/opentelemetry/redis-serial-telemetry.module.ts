import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { metrics, trace, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import { Instrumentation } from '../common/instrumentation.js';
import { providedBeside } from '../common/provided-beside.js';
import { LockEvents } from '../lock/lock-events.js';
import { SerialEvents } from '../serial/serial-events.js';
import { measureLocks } from './lock-metrics.js';
import { measureSerials } from './serial-metrics.js';
import { Spans } from './spans.js';

/** Where spans and metrics go; the default are the globally registered providers. */
export interface TelemetryOptions {
  /** @defaultValue the global one */
  readonly tracerProvider?: TracerProvider | undefined;
  /** @defaultValue the global one */
  readonly meterProvider?: MeterProvider | undefined;
}

const OPTIONS = Symbol.for('redis-serial:telemetry-options');
const SCOPE = 'nestjs-redis-serial';

/**
 * Spans and metrics of numbers and locks with OpenTelemetry. Import it beside `RedisSerialModule`. Without it nothing
 * is measured, and nothing of OpenTelemetry is loaded.
 * @example
 * imports: [RedisSerialModule.forRoot(), RedisSerialTelemetryModule.forRoot()],
 */
@Module({})
export class RedisSerialTelemetryModule implements OnModuleInit, OnApplicationShutdown {
  private readonly endings: (() => void)[] = [];
  private instrumentation: Instrumentation | undefined;

  /** @internal Nest makes it. */
  constructor(
    @Inject(OPTIONS) private readonly options: TelemetryOptions,
    @Inject(LockEvents) private readonly lockEvents: LockEvents,
    @Inject(SerialEvents) private readonly serialEvents: SerialEvents,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /** Measures the app's numbers and locks. */
  static forRoot(options: TelemetryOptions = {}): DynamicModule {
    return {
      module: RedisSerialTelemetryModule,
      providers: [{ provide: OPTIONS, useValue: options }],
    };
  }

  /** @internal */
  onModuleInit(): void {
    const { tracerProvider = trace, meterProvider = metrics } = this.options;
    const meter = meterProvider.getMeter(SCOPE);
    this.instrumentation = providedBeside(this.modules, this.lockEvents, Instrumentation);
    this.instrumentation.instrument = new Spans(tracerProvider.getTracer(SCOPE));
    this.endings.push(...measureLocks(meter, this.lockEvents), ...measureSerials(meter, this.serialEvents));
  }

  /** @internal */
  onApplicationShutdown(): void {
    for (const end of this.endings.splice(0)) end();
    if (this.instrumentation) this.instrumentation.instrument = undefined;
  }
}
