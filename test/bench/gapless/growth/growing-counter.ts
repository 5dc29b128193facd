import { defineSeries, type Reservation, type SerialService } from 'nestjs-redis-serial';
import { now } from '../../clock.js';

const AT_ONCE = 1_000;

const SERIES = defineSeries({
  name: 'growing',
  pattern: '{run}/{seq:9}',
  mode: 'gapless',
  // Longer than the run: what is pending stays so.
  gapless: { lease: '1d', onCancel: 'void' },
});

/** A counter whose numbers are reserved, confirmed and voided in bulk. */
export class GrowingCounter {
  constructor(
    readonly serials: SerialService,
    readonly run: string,
  ) {}

  async reserve(): Promise<Reservation> {
    return await this.serials.reserve(SERIES, { scope: { run: this.run } });
  }

  async reserveAndConfirm(): Promise<void> {
    const reserved = await this.reserve();
    await reserved.confirm();
  }

  /** Reserves so many and leaves them so. */
  async fillPending(count: number): Promise<void> {
    await inBatches(count, () => this.reserve());
  }

  async fillConfirmed(count: number): Promise<void> {
    await inBatches(count, () => this.reserveAndConfirm());
  }

  async fillVoid(count: number): Promise<void> {
    await inBatches(count, async () => {
      const reserved = await this.reserve();
      await reserved.cancel('the customer left');
    });
  }

  /** Has so many callers reserve and confirm so many numbers, and answers how many a second took. */
  async perSecond(callers: number, count: number): Promise<number> {
    const started = now();
    let left = count;
    const caller = async (): Promise<void> => {
      while (left-- > 0) await this.reserveAndConfirm();
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return (count / (now() - started)) * 1000;
  }

  /** How long an audit takes, in ms; fails unless it finds so many confirmed, so many pending, and nothing else. */
  async auditTime(confirmed: number, pending: number): Promise<number> {
    const started = now();
    const audit = await this.serials.audit(SERIES, { scope: { run: this.run } });
    const took = now() - started;
    const { voided, free, missing } = audit;
    const others = [voided, free, missing].some(({ length }) => length > 0);
    if (others || audit.confirmed !== confirmed || audit.pending !== pending)
      throw new Error(`Not ${confirmed} confirmed and ${pending} pending: ${JSON.stringify(audit)}`);
    return took;
  }
}

async function inBatches(count: number, one: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, one));
  }
}
