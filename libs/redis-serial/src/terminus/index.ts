export { RedisSerialHealthIndicator, type RedisSerialHealthOptions } from './redis-serial.health.js';
