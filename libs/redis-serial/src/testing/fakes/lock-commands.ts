import { readAsking, type Asking } from '../../lua/lock/lock-command.record.js';
import type { LockShard } from './lock-shard.js';

/** The process that asks. */
export interface Asker {
  readonly process: string;
  readonly claimMs: number;
  readonly wakeChannel: string;
}

/** Runs commands on one lock of a shard, for one process. Each command does what `lockCommands` describes. */
export class LockCommands {
  constructor(
    private readonly shard: LockShard,
    private readonly asker: Asker,
    private readonly lock: string,
    private readonly queue: string,
  ) {}

  /** Runs a command with its arguments and returns the reply. */
  serve(text: string): string {
    const [command = '', ...needs] = text.split(' ');
    const [token = '', second = ''] = needs;
    switch (command) {
      case 'acquire':
        return this.acquire(readAsking(needs));
      case 'handoff':
        return `${this.vacate(token)} ${this.acquire(readAsking(needs.slice(1)))}`;
      case 'replace':
        return this.replace(token, second, Number(needs[2]));
      case 'release':
        return this.release(token, Number(second));
      case 'extend':
        return this.prolong(token, this.shard.now + Number(second));
      case 'extendAtLeast': {
        const present = this.shard.holder(this.lock, token)?.leaseEnd ?? 0;
        return this.prolong(token, Math.max(present, this.shard.now + Number(second)));
      }
      case 'dequeue':
        return this.dequeue();
      case 'forceRelease':
        return this.forceRelease();
      case 'raiseFence':
        this.shard.raiseFences(Number(token));
        return '1';
      default:
        return `error the in-memory Redis knows no command "${command}"`;
    }
  }

  private acquire({ token, leaseMs, kind, waits, isDeaf, ticket, waiting, further, next }: Asking): string {
    const { shard, lock, queue, asker } = this;
    const { process } = asker;
    const held = shard.holder(lock, token);
    if (held) {
      this.prolong(token, shard.now + leaseMs);
      return String(held.fence);
    }
    if (waits) this.withdraw();
    const place = ticket ?? shard.micros;
    const [, first] = shard.firstIn(queue) ?? [];
    if ((first && place > first.ticket) || !shard.fits(lock, kind)) {
      if (waits) shard.lineUp(queue, process, { ticket: place, kind, waiting, isDeaf });
      this.grantWaiting();
      return `held ${shard.heldForMs(lock)}`;
    }
    const fence = shard.enter(lock, token, kind, leaseMs, process, further);
    if (kind !== 'w') {
      if (next) {
        const want = { ticket: next.ticket ?? shard.micros, kind: next.kind, waiting: waiting - 1, isDeaf };
        shard.lineUp(queue, process, want);
      }
      this.grantWaiting();
    }
    return `${fence} ${first?.ticket ?? '-'}`;
  }

  private vacate(token: string): '0' | '1' {
    const held = this.shard.holder(this.lock, token);
    this.shard.vacate(this.lock, token);
    return held ? '1' : '0';
  }

  private release(token: string, keepMs: number): '0' | '1' {
    const { shard, lock } = this;
    if (!shard.holder(lock, token)) return '0';
    if (keepMs > 0) shard.replace(lock, token, `=${token}`, { leaseEnd: shard.now + keepMs });
    else {
      this.vacate(token);
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

  private dequeue(): '1' {
    this.withdraw();
    this.grantWaiting();
    return '1';
  }

  private forceRelease(): '0' | '1' {
    if (!this.shard.clear(this.lock)) return '0';
    this.grantWaiting();
    return '1';
  }

  // A grant belongs to the process's first waiter at this moment.
  private withdraw(): void {
    const { process } = this.asker;
    this.shard.withdraw(this.queue, process);
    this.shard.vacate(this.lock, `@${process}`);
  }

  // Grants the lock to the waiters that fit now. A process without a listener is passed over, unless it
  // said that it hears nothing.
  private grantWaiting(): void {
    const { shard, lock, queue, asker } = this;
    for (let next = shard.firstIn(queue); next; next = shard.firstIn(queue)) {
      const [process, want] = next;
      const { kind, waiting } = want;
      const grant = `@${process}`;
      if (shard.holder(lock, grant) || !shard.fits(lock, kind)) return;
      const isLive = shard.wake(asker.wakeChannel + process, lock) || want.isDeaf;
      if (isLive && kind !== 'w' && waiting > 1) shard.lineUp(queue, process, { ...want, waiting: 1 });
      else shard.withdraw(queue, process);
      if (isLive) shard.enter(lock, grant, kind, asker.claimMs, process, 0);
    }
  }
}
