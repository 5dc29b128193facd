// No identity of a server begins so: those are hexadecimal, or '-'.
const ASKED = 'asked';

/** What a recovery is called that somebody asked for: nothing need have been lost. */
export function nameAsked(member: string, times: number): string {
  return `${ASKED}-${member}-${times}`;
}

/** Whether somebody asked for a recovery, so that all that was ever given is told in it. */
export function isAskedFor(recovery: string): boolean {
  return recovery.startsWith(ASKED);
}
