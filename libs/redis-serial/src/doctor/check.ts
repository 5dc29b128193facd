import type { Symptom } from './finding.js';
import type { ServerState } from './server-state.js';

/** What came of a check. */
export type Verdict =
  | { readonly found: Symptom }
  | { readonly passed: string }
  | { readonly unread: string; readonly of: string };

/** Looks at one thing; undefined where it does not apply. */
export type Check = (server: ServerState) => Verdict | undefined;

/** All is well with it. */
export const passed = (title: string): Verdict => ({ passed: title });

/** It can't be told: the command `of` did not say `what`. */
export const unread = (what: string, of: string): Verdict => ({ unread: what, of });

export function danger(
  code: Symptom['code'],
  title: string,
  texts: Pick<Symptom, 'consequence' | 'cure'>,
): Verdict {
  return { found: { code, severity: 'danger', title, ...texts } };
}

export function warning(
  code: Symptom['code'],
  title: string,
  texts: Pick<Symptom, 'consequence' | 'cure'>,
): Verdict {
  return { found: { code, severity: 'warning', title, ...texts } };
}
