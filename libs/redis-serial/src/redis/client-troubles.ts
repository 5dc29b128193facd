import type { Cluster, Redis } from 'ioredis';
import { describeError } from '../common/as-error.js';
import { describeRefusal, isRefusal } from './server-refusals.js';

// The client's errors name options that our users never set. What stands here is what they mean to a caller.
const TROUBLES: readonly (readonly [RegExp, string])[] = [
  [
    /max retries per request|Command aborted due to connection close/,
    'the connection broke before the answer came',
  ],
  [/isn't writeable|Cluster isn't ready/, 'there is no connection'],
  [/^Connection is closed/, 'the connection was closed'],
  [
    /None of startup nodes is available|Failed to refresh slots cache/,
    'no node of the Cluster could be reached',
  ],
  [/Too many Cluster redirections/, 'the nodes of the Cluster do not agree where the keys are'],
  [/Unknown RESP type/, 'what answers there is no Redis'],
  [/before secure TLS connection/, 'the server ended the TLS handshake: it may not speak TLS on this port'],
  [/All sentinels are unreachable/, 'no Sentinel could be reached, or none knows the master'],
  [
    /wrong version number|packet length too long|SSL routines.*(unknown protocol|record layer)/i,
    'the server does not speak TLS on this port: write redis://, or the port for TLS',
  ],
  [/EPROTO|SSL routines/i, 'TLS could not be agreed on with the server'],
];

// Nothing was written: the command is certainly not done, and may be sent again.
const NOT_SENT = /isn't writeable|Cluster isn't ready/;

/** Whether the client refused a command before it sent anything of it. */
export function wasRefusedByClient(error: Error): boolean {
  return NOT_SENT.test(error.message);
}

/** Says in plain words why the client or the server failed, for people who set neither up. */
export function describeTrouble(error: Error): string {
  if (isRefusal(error)) return describeRefusal(error);
  const message = describeError(error);
  const [, meaning] = TROUBLES.find(([pattern]) => pattern.test(message)) ?? [];
  if (meaning === undefined) return message;
  // Words of OpenSSL and of the client help nobody; the error itself is the cause.
  return meaning;
}

/** Says why a client can't be used yet, by its last trouble or by how far it has come. */
export function describeAttempt(client: Redis | Cluster, trouble: Error | undefined): string | undefined {
  const { tls } = client.options as { readonly tls?: unknown };
  const said = trouble && describeTrouble(trouble);
  const isUnanswered = said === undefined ? client.status === 'connecting' : said.includes('ETIMEDOUT');
  if (isUnanswered && tls) return 'no TLS connection could be made; does the server speak TLS on this port?';
  if (said !== undefined) return said;
  if (client.status === 'connect') return 'the server took the connection, and has not answered yet';
  return isUnanswered ? 'no connection could be made yet' : undefined;
}

/** What became of a connection that the server closed before it answered anything. */
export function closedUnanswered(): Error {
  return new Error('the server closes connections before it answers; where it wants TLS, write rediss://');
}
