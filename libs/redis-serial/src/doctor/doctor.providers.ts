import { CLOCK } from '../common/clock.js';
import { provideClass } from '../common/provide.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { COMMAND_TIMEOUT } from '../redis/redis.tokens.js';
import { Doctor } from './doctor.js';
import { DEMANDS, DOCTOR_MODE } from './doctor.tokens.js';

/** The look at how Redis is set up. */
export const doctorProviders = [
  provideClass(Doctor, RedisConnection, DOCTOR_MODE, COMMAND_TIMEOUT, CLOCK, DEMANDS),
];
