import { randomBytes } from 'node:crypto';
import { tokenFor } from '../../common/provide.js';

/** What this app is called among those that issue. */
export const MEMBER = tokenFor<string>('member');

/** A name that no other process has. */
export function newMember(): string {
  return randomBytes(9).toString('base64url');
}
