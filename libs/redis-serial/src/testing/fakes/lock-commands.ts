import type { LockKind } from '../../lock/store/lock-command.js';
import type { LockShard } from './lock-shard.js';

/** Who asks. */
export interface Asker {
  readonly process: string;
  readonly claimMs: number;
  readonly wakeChannel: string;
}

/** One lock of a shard, for one process that asks: each turn as `LOCK_TURNS` describes it. */
export class LockCommands {
  constructor(
    private readonly shard: LockShard,
    private readonly asker: Asker,
    private readonly lock: string,
    private readonly queue: string,
  ) {}

  /** What is replied to a turn's name and what it needs. */
  serve(text: string): string {
    const [turn = '', ...needs] = text.split(' ');
    const [token = '', second = ''] = needs;
    switch (turn) {
      case 'take':
        return this.take(needs);
      case 'pass':
        return `${this.give(token)} ${this.take(needs.slice(1))}`;
      case 'replace':
        return this.replace(token, second, Number(needs[2]));
      case 'give':
        return this.giveAndGrant(token, Number(second));
      case 'extend':
        return this.prolong(token, this.shard.now + Number(second));
      case 'lengthen': {
        const present = this.shard.holder(this.lock, token)?.leaseEnd ?? 0;
        return this.prolong(token, Math.max(present, this.shard.now + Number(second)));
      }
      case 'leave':
        return this.leave();
      case 'force':
        return this.force();
      case 'raise':
        this.shard.raiseFences(Number(token));
        return '1';
      default:
        return `error the in-memory Redis knows no turn "${turn}"`;
    }
  }

  private take(needs: readonly string[]): string {
    const [token = '', lease, kindText, waitsText, ticketText, waitingText, further, next, nextTicket] =
      needs;
    const { shard, lock, queue, asker } = this;
    const { process } = asker;
    const leaseMs = Number(lease);
    const held = shard.holder(lock, token);
    if (held) {
      this.prolong(token, shard.now + leaseMs);
      return String(held.fence);
    }
    const waits = waitsText === '1';
    if (waits) this.withdraw();
    const kind = kindText as LockKind;
    const waiting = Number(waitingText);
    const ticketOf = (text = '-'): number => (text === '-' ? shard.micros : Number(text));
    const ticket = ticketOf(ticketText);
    const [, first] = shard.firstIn(queue) ?? [];
    if ((first && ticket > first.ticket) || !shard.fits(lock, kind)) {
      if (waits) shard.lineUp(queue, process, { ticket, kind, waiting });
      this.grantWaiting();
      return `held ${shard.heldForMs(lock)}`;
    }
    const fence = shard.enter(lock, token, kind, leaseMs, process, Number(further));
    if (kind !== 'w') {
      if (next !== '-') {
        const want = { ticket: ticketOf(nextTicket), kind: next as LockKind, waiting: waiting - 1 };
        shard.lineUp(queue, process, want);
      }
      this.grantWaiting();
    }
    return `${fence} ${first?.ticket ?? '-'}`;
  }

  private give(token: string): '0' | '1' {
    const held = this.shard.holder(this.lock, token);
    this.shard.vacate(this.lock, token);
    return held ? '1' : '0';
  }

  private giveAndGrant(token: string, keepMs: number): '0' | '1' {
    const { shard, lock } = this;
    if (!shard.holder(lock, token)) return '0';
    if (keepMs > 0) shard.replace(lock, token, `=${token}`, { leaseEnd: shard.now + keepMs });
    else {
      this.give(token);
      this.grantWaiting();
    }
    return '1';
  }

  private replace(released: string, token: string, fence: number): '0' | '1' {
    const { shard, lock } = this;
    if (shard.holder(lock, token)) return '1';
    if (!shard.holder(lock, released)) return '0';
    shard.replace(lock, released, token, { fence, since: shard.micros });
    return '1';
  }

  private prolong(token: string, leaseEnd: number): '0' | '1' {
    if (!this.shard.holder(this.lock, token)) return '0';
    this.shard.replace(this.lock, token, token, { leaseEnd });
    return '1';
  }

  private leave(): '1' {
    this.withdraw();
    this.grantWaiting();
    return '1';
  }

  private force(): '0' | '1' {
    if (!this.shard.clear(this.lock)) return '0';
    this.grantWaiting();
    return '1';
  }

  // What was granted to the process is for the first who waits there now.
  private withdraw(): void {
    const { process } = this.asker;
    this.shard.withdraw(this.queue, process);
    this.shard.vacate(this.lock, `@${process}`);
  }

  // Lets in whoever may go now; one whom nobody hears is passed over.
  private grantWaiting(): void {
    const { shard, lock, queue, asker } = this;
    for (let next = shard.firstIn(queue); next; next = shard.firstIn(queue)) {
      const [process, want] = next;
      const { kind, waiting } = want;
      const grant = `@${process}`;
      if (shard.holder(lock, grant) || !shard.fits(lock, kind)) return;
      const hasListeners = shard.wake(asker.wakeChannel + process, lock);
      if (hasListeners && kind !== 'w' && waiting > 1) shard.lineUp(queue, process, { ...want, waiting: 1 });
      else shard.withdraw(queue, process);
      if (hasListeners) shard.enter(lock, grant, kind, asker.claimMs, process, 0);
    }
  }
}
