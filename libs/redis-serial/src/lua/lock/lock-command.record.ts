import type { LockKind } from './queue-entry.record.js';

/** What a process wants when it asks for a lock. */
export interface Asking {
  readonly token: string;
  readonly leaseMs: number;
  readonly kind: LockKind;
  /** Whether it stands in the queue when it does not get the lock. */
  readonly waits: boolean;
  /** Whether the process hears no messages: then it looks often whether the lock was granted to it. */
  readonly isDeaf: boolean;
  /** Its place there, in microseconds of the server's clock; undefined for now. */
  readonly ticket: number | undefined;
  /** How many of the process wait. */
  readonly waiting: number;
  /** So many fences are kept back for those to whom the process hands the lock on itself. */
  readonly further: number;
  /**
   * Who takes the place in the queue at once when a lock that is shared was given, so that nobody goes in meanwhile.
   */
  readonly next: { readonly kind: LockKind; readonly ticket: number | undefined } | undefined;
}

// How a process waits.
const WAITS_NOT = '0';
const HEARS = '1';
const DEAF = '2';

/**
 * What may be asked of a lock, as the text that `serveCommands` takes; see `lockCommands` for what is replied. In Lua
 * the texts are read there.
 */
export const commandText = {
  acquire: (asking: Asking): string => `acquire ${askingText(asking)}`,
  handoff: (released: string, asking: Asking): string => `handoff ${released} ${askingText(asking)}`,
  replace: (released: string, token: string, fence: number): string =>
    `replace ${released} ${token} ${fence}`,
  release: (token: string, keepMs: number): string => `release ${token} ${Math.max(0, Math.ceil(keepMs))}`,
  extend: (token: string, leaseMs: number): string => `extend ${token} ${Math.ceil(leaseMs)}`,
  extendAtLeast: (token: string, leaseMs: number): string => `extendAtLeast ${token} ${Math.ceil(leaseMs)}`,
  dequeue: 'dequeue',
  forceRelease: 'forceRelease',
  raiseFence: (fence: number): string => `raiseFence ${fence}`,
} as const;

function askingText({ token, leaseMs, kind, waits, isDeaf, ticket, waiting, further, next }: Asking): string {
  const waiter = waits ? (isDeaf ? DEAF : HEARS) : WAITS_NOT;
  const place = `${kind} ${waiter} ${ticket ?? '-'} ${waiting} ${further}`;
  return `${token} ${leaseMs} ${place} ${next?.kind ?? '-'} ${next?.ticket ?? '-'}`;
}

/** Reads what an asking was written as. */
export function readAsking(fields: readonly string[]): Asking {
  const [token = '', lease, kind, waits, ticket, waiting, further, nextKind, nextTicket] = fields;
  const next = nextKind === '-' ? undefined : { kind: nextKind as LockKind, ticket: readTicket(nextTicket) };
  return {
    token,
    leaseMs: Number(lease),
    kind: kind as LockKind,
    waits: waits !== WAITS_NOT,
    isDeaf: waits === DEAF,
    ticket: readTicket(ticket),
    waiting: Number(waiting),
    further: Number(further),
    next,
  };
}

function readTicket(text = '-'): number | undefined {
  return text === '-' ? undefined : Number(text);
}

/** What is replied to `acquire`: the lock, or for how long somebody else holds it. */
export type AcquireReply =
  | {
      readonly fence: number;
      /**
       * When the first of other processes came who still waits, `Infinity` for nobody; undefined when it was asked
       * again.
       */
      readonly firstTicket: number | undefined;
    }
  | { readonly heldForMs: number };

const HELD = 'held ';

/** Reads the reply to `acquire`. */
export function readAcquireReply(reply: string): AcquireReply {
  if (reply.startsWith(HELD)) return { heldForMs: Number(reply.slice(HELD.length)) };
  const [fence, first] = reply.split(' ');
  if (first === undefined) return { fence: Number(fence), firstTicket: undefined };
  return { fence: Number(fence), firstTicket: first === '-' ? Infinity : Number(first) };
}

/** Reads the reply to `handoff`: whether the one who gives it back held the lock, and what became of the other. */
export function readHandoffReply(reply: string): {
  readonly wasHeld: boolean;
  readonly acquired: AcquireReply;
} {
  return { wasHeld: reply.startsWith('1'), acquired: readAcquireReply(reply.slice(2)) };
}
