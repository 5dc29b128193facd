import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Makes a name for the process that takes locks through one `LockService`: `<host>:<pid>:<random>`, without blanks. */
export function nameOfProcess(): string {
  return `${hostname().replace(/\s/g, '-')}:${process.pid}:${randomBytes(6).toString('base64url')}`;
}
