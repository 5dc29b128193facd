import { oneOf } from '../common/check-options.js';

/** What happens when Redis is set up so that numbers or locks can be lost. */
export type DoctorMode = 'warn' | 'strict' | 'off';

export const doctorSchema = oneOf(['warn', 'strict', 'off']);
