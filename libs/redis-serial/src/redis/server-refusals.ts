/** What an error that a server replies means for the command that it refused. */
interface Refusal {
  /** Whether the same command may work in a moment: then it is waited for. Else it is said at once. */
  readonly passes: boolean;
  /** What is the matter with Redis, in words that go on after "Redis". */
  readonly says: string;
}

const passes = (says: string): Refusal => ({ passes: true, says });
const lasts = (says: string): Refusal => ({ passes: false, says });

/** The one list of what passes and is waited for, and what is said at once, by the code of the server's error. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  LOADING: passes('is still loading its data'),
  BUSY: passes('is busy with a script that runs for too long'),
  READONLY: passes('is a replica there, which takes no writes'),
  MASTERDOWN: passes('is a replica there that has lost its primary'),
  NOREPLICAS: passes('has fewer replicas in step than min-replicas-to-write asks for'),
  MISCONF: passes('could not save its data to disk, and takes no writes meanwhile'),
  OOM: passes('has no memory left for writes (maxmemory)'),
  CLUSTERDOWN: passes('is a Cluster that is not whole now'),
  TRYAGAIN: passes(
    'is moving these keys to another node, and a move that stopped halfway needs CLUSTER SETSLOT',
  ),
  MOVED: passes('has moved these keys to another node'),
  ASK: passes('is moving these keys to another node'),
  UNBLOCKED: passes('is failing over'),
  NOPERM: lasts('does not permit this user to do it; the doctor prints what is needed'),
  NOAUTH: lasts('wants a password'),
  WRONGPASS: lasts('does not know this user and password'),
  DENIED: lasts('takes no connections from other machines (protected mode)'),
};

// Older servers put the error of a command inside a script, with a `-` before it, into the one of the script.
const CODE = new RegExp(`(?:^|[\\s:]-)(${Object.keys(REFUSALS).join('|')})\\b`);
const FULL = /max number of clients/i;

/** The name of the errors that a server replied, as the client gives it to them. */
const REPLIED = 'ReplyError';

/** Makes an error of what a server replied, where it came as text. */
export function replyError(message: string): Error {
  const error = new Error(message);
  error.name = REPLIED;
  return error;
}

/** Whether a server replied this: then what was asked has certainly not been done. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === REPLIED;
}

/** Whether a server refused something that may work in a moment. */
export function isPassingRefusal(error: unknown): boolean {
  return isRefusal(error) && (FULL.test(error.message) || refusalIn(error.message)?.passes === true);
}

/** Whether a server said that it is not the primary: another one is, and a new connection finds it. */
export function saysItIsNoPrimary(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  const code = CODE.exec(error.message)?.[1];
  return code === 'READONLY' || code === 'MASTERDOWN';
}

/** What a server's refusal means, with its own words behind. */
export function describeRefusal({ message }: Error): string {
  // The name and line of the script are nothing to the user of a number or a lock.
  const own = message.replace(/,? ?script: \S+, on @user_script:\d+\.?$/, '').trim();
  const says = FULL.test(message) ? 'has as many clients as maxclients allows' : refusalIn(message)?.says;
  return says === undefined ? `Redis refused it: ${own}` : `Redis ${says}: ${own}`;
}

function refusalIn(message: string): Refusal | undefined {
  const code = CODE.exec(message)?.[1];
  return code === undefined ? undefined : REFUSALS[code];
}
