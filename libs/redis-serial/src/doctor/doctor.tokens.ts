import { tokenFor } from '../common/provide.js';
import type { Demands } from './demands.js';
import type { DoctorMode } from './doctor.options.js';

/** What happens when the settings of Redis endanger numbers or locks. */
export const DOCTOR_MODE = tokenFor<DoctorMode>('doctor-mode');
/** What the app asks of its Redis, once all its series are known. */
export const DEMANDS = tokenFor<() => Demands>('demands');
