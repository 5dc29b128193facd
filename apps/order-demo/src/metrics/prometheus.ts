import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** The metrics in the format of Prometheus. The app's own server serves them, not another one on its own port. */
export const prometheus = new PrometheusExporter({ preventServerStart: true });

/** Collects all metrics of the app. */
export const meterProvider = new MeterProvider({ readers: [prometheus] });
