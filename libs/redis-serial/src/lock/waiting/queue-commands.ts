import type { Clock } from '../../common/clock.js';
import type { Release } from '../lease/held-lock.js';
import { keptFor, leaseOf } from '../lease/hold-limits.js';
import type { LockNames } from '../keys/lock-names.js';
import {
  commandText,
  readAcquireReply,
  readHandoffReply,
  type AcquireReply,
  type Asking,
} from '../../lua/lock/lock-command.record.js';
import type { FastPath, LockCommand } from '../store/lock-command.js';
import { LocalHandoff } from './local-handoff.js';
import type { Waiter } from './waiter.js';

// Then Redis is asked again, so that what it keeps back for this is bounded.
const HANDOFF_BUDGET = 1000;

type Granted = Exclude<AcquireReply, { readonly heldForMs: number }>;

/** How a lock was taken. */
export interface Taking {
  readonly fence: number;
  /** When it was asked for, by the process's own clock. */
  readonly askedAt: number;
  /** What makes it possible to hand it on without asking, if this process may. */
  readonly handoff?: LocalHandoff | undefined;
}

/** Hears what came of the commands of one lock. */
export interface CommandListener {
  readonly names: LockNames;
  readonly clock: Clock;
  /** The lock is the waiter's. */
  taken(ask: AcquireCommand, taking: Taking): void;
  /** It is somebody else's, for so long at least. */
  refused(ask: AcquireCommand, heldForMs: number, micros: number): void;
  unanswered(ask: AcquireCommand, error: unknown): void;
  /** A lock is back, and asked for again in the same moment if it was passed on. */
  given(release: Release, isPassedOn: boolean): void;
  /** Whether a lock came back is not known. */
  notGiven(release: Release, error: unknown): void;
  /** The command is over, whatever came of it. */
  over(): void;
}

/** Asks for a lock for a waiter; gives one back in the same moment, if one is to be passed on. */
export class AcquireCommand implements LockCommand {
  readonly since: number;

  constructor(
    private readonly host: CommandListener,
    readonly waiter: Waiter,
    /** Whether the process stands in the queue when it does not get it. */
    readonly waits: boolean,
    /** Whether the process hears no messages. */
    private readonly isDeaf: boolean,
    /** How many of this process wait, this one included. */
    private readonly waiting: number,
    private readonly processName: string,
    /** Who stands in the queue in its place, when it gets a lock that is shared. */
    readonly next: Waiter | undefined,
    private readonly passed?: Release,
  ) {
    this.since = host.clock.now();
  }

  get names(): LockNames {
    return this.host.names;
  }

  get text(): string {
    const { token, kind, ticket } = this.waiter;
    const { leaseMs, waits, isDeaf, waiting, further, next } = this;
    const asking: Asking = { token, leaseMs, kind, waits, isDeaf, ticket, waiting, further, next };
    return this.passed ? commandText.handoff(this.passed.lock.token, asking) : commandText.acquire(asking);
  }

  get fastPath(): FastPath | undefined {
    const { token, kind, ticket } = this.waiter;
    if (kind !== 'w' || ticket !== undefined || this.passed) return undefined;
    return { token, leaseMs: this.leaseMs };
  }

  completedFast(fence: number, askedAt: number): void {
    this.host.taken(this, { fence, askedAt });
    this.host.over();
  }

  answered(answer: string, micros: number, askedAt: number): void {
    if (this.passed) {
      const { wasHeld, acquired } = readHandoffReply(answer);
      this.host.given(this.passed, true);
      settle(this.passed, wasHeld);
      this.hear(acquired, micros, askedAt);
    } else this.hear(readAcquireReply(answer), micros, askedAt);
    this.host.over();
  }

  failed(error: unknown): void {
    if (this.passed) this.host.notGiven(this.passed, error);
    this.host.unanswered(this, error);
    this.host.over();
  }

  // For those of this process who come next, to whom it may be handed on without asking.
  private get further(): number {
    return this.waiter.kind === 'w' && this.waiting > 1 ? HANDOFF_BUDGET : 0;
  }

  private hear(reply: AcquireReply, micros: number, askedAt: number): void {
    if ('heldForMs' in reply) this.host.refused(this, reply.heldForMs, micros);
    else this.host.taken(this, this.taking(reply, micros, askedAt));
  }

  private taking({ fence, firstTicket }: Granted, micros: number, askedAt: number): Taking {
    const taking = { fence, askedAt };
    if (firstTicket === undefined || this.further === 0) return taking;
    const { token } = this.waiter;
    return {
      ...taking,
      handoff: new LocalHandoff(token, fence, micros, firstTicket, this.further, this.processName),
    };
  }

  private get leaseMs(): number {
    const { options } = this.waiter;
    return Math.ceil(keptFor(options, leaseOf(options)));
  }
}

/** Gives a lock back. */
export class ReleaseCommand implements LockCommand {
  constructor(
    private readonly host: CommandListener,
    private readonly release: Release,
  ) {}

  get names(): LockNames {
    return this.host.names;
  }

  get text(): string {
    return commandText.release(this.release.lock.token, this.release.keepMs);
  }

  get fastPath(): FastPath | undefined {
    const { lock, keepMs } = this.release;
    return lock.kind === 'w' && keepMs <= 0 ? { token: lock.token, leaseMs: 0 } : undefined;
  }

  completedFast(): void {
    this.answered('1');
  }

  answered(answer: string): void {
    this.host.given(this.release, false);
    settle(this.release, answer === '1');
    this.host.over();
  }

  failed(error: unknown): void {
    this.host.notGiven(this.release, error);
    this.host.over();
  }
}

// Whose first answer was lost may have been given back then: nobody else could have, while the lease went on.
function settle({ lock, isRepeated, settle: tell }: Release, wasHeld: boolean): void {
  tell(wasHeld || (isRepeated && lock.isTrusted));
}

/** Takes the process out of the queue. */
export class DequeueCommand implements LockCommand {
  readonly text = commandText.dequeue;
  readonly fastPath = undefined;

  constructor(private readonly host: CommandListener) {}

  get names(): LockNames {
    return this.host.names;
  }

  completedFast(): void {
    this.host.over();
  }

  answered(): void {
    this.host.over();
  }

  // A grant that nobody here wants ends soon by itself.
  failed(): void {
    this.host.over();
  }
}
