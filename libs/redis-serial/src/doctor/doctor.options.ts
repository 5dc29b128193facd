import { oneOf } from '../common/check-options.js';

/** What happens when the settings of Redis endanger numbers or locks. */
export type DoctorMode = 'warn' | 'strict' | 'off';

export const doctorSchema = oneOf(['warn', 'strict', 'off']);
