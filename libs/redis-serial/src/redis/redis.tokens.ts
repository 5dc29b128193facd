import { tokenFor } from '../common/provide.js';
import type { ResolvedConnection } from './connection.options.js';

/** Where Redis is. */
export const CONNECTION = tokenFor<ResolvedConnection>('connection');
/** The beginning of every key. */
export const KEY_PREFIX = tokenFor<string>('key-prefix');
/** How long a command may take, in milliseconds. */
export const COMMAND_TIMEOUT = tokenFor<number>('command-timeout');
/** How often to check that messages arrive, in milliseconds. */
export const BEAT_EVERY = tokenFor<number>('beat-every');
