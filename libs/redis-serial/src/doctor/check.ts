import type { Demands } from './demands.js';
import type { Symptom } from './finding.js';
import type { ServerState } from './server-state.js';

/** The result of a check. */
export type Verdict =
  | { readonly found: Symptom }
  | { readonly passed: string }
  | { readonly unread: string; readonly of: string };

/** Looks at one thing; undefined where it does not apply. */
export type Check = (server: ServerState, demands: Demands) => Verdict | undefined;

/** The check found nothing wrong. */
export const passed = (title: string): Verdict => ({ passed: title });

/** The check is not possible: the command `of` did not return `what`. */
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
