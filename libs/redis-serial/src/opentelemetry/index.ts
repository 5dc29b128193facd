export { RedisSerialTelemetryModule, type TelemetryOptions } from './redis-serial-telemetry.module.js';
