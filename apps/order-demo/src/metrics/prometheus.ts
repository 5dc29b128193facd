import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** What is measured, as Prometheus reads it; the app's own server answers, not one on a port of its own. */
export const prometheus = new PrometheusExporter({ preventServerStart: true });

/** Where everything in the app is measured. */
export const meterProvider = new MeterProvider({ readers: [prometheus] });
