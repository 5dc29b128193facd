import { CLOCK } from '../common/clock.js';
import { provideClass } from '../common/provide.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { COMMAND_TIMEOUT } from '../redis/redis.tokens.js';
import { Doctor } from './doctor.js';
import { DOCTOR_MODE } from './doctor.tokens.js';

/** The check of Redis's settings. */
export const doctorProviders = [provideClass(Doctor, RedisConnection, DOCTOR_MODE, COMMAND_TIMEOUT, CLOCK)];
