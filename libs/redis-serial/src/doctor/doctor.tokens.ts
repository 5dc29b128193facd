import { tokenFor } from '../common/provide.js';
import type { DoctorMode } from './doctor.options.js';

/** What happens when Redis is set up so that numbers or locks can be lost. */
export const DOCTOR_MODE = tokenFor<DoctorMode>('doctor-mode');
