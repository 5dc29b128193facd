import type { Instance } from '../load/instances.js';
import type { EventLog } from './event-log.js';
import type { PlainCounter } from './plain-counter.js';
import { Shopper } from './shopper.js';
import { Tally } from './tally.js';

const AT_A_TIME = 16;
const PAID_EACH = 4;

/**
 * Orders at several instances of one store, each with a plain INCR beside it. Their numbers are counted over all runs.
 */
export class Purchases {
  readonly ours = new Tally();
  readonly plain = new Tally();
  placed = 0;
  total = 0;
  paid = 0;
  private waitsForOurs = false;
  private waitsForPlain = false;

  constructor(
    readonly store: string,
    private readonly log: EventLog,
    private readonly signal: AbortSignal,
  ) {}

  /** Call this when Redis has lost everything; the next numbers are then reported. */
  redisLost(): void {
    this.waitsForOurs = this.waitsForPlain = this.ours.state.given > 0;
  }

  /** Places `count` orders, some at a time, and pays every fourth. */
  async run(orders: number, instances: readonly Instance[], counter: PlainCounter): Promise<void> {
    const run = Date.now().toString(36);
    const payments: Promise<void>[] = [];
    let begun = 0;
    const buy = async (_: unknown, buyer: number): Promise<void> => {
      const shopper = new Shopper(instances[buyer % instances.length]?.url ?? '', this.store, this.signal);
      while (begun < orders) {
        const order = ++begun;
        const [number] = await Promise.all([
          shopper.placeOrder(`${run}-${order}`).then((text) => this.noteOurs(text)),
          counter.next(buyer, this.store).then((text) => {
            this.notePlain(text);
          }),
        ]);
        this.placed++;
        if (order % PAID_EACH === 0) payments.push(awaitedLater(this.pay(shopper, number)));
      }
    };
    const buyers = Array.from({ length: AT_A_TIME }, buy);
    await Promise.all(buyers).catch((error: unknown) => {
      // The others stop too.
      begun = orders;
      throw error;
    });
    await Promise.all(payments);
  }

  private async pay(shopper: Shopper, number: string): Promise<void> {
    await shopper.pay(number);
    this.paid++;
  }

  private noteOurs(number: string): string {
    const distance = this.ours.distanceOf(number);
    if (this.waitsForOurs && distance > 0) {
      this.waitsForOurs = false;
      this.log.tell({ what: 'goesOn', number, count: distance - 1 });
    }
    this.ours.add(number);
    return number;
  }

  private notePlain(number: string): void {
    if (this.waitsForPlain && this.plain.distanceOf(number) <= 0) {
      this.waitsForPlain = false;
      this.log.tell({ what: 'beginsAgain', number });
    }
    this.plain.add(number);
  }
}

// Keeps Node from reporting a rejection that is not yet awaited because an order failed first.
function awaitedLater(payment: Promise<void>): Promise<void> {
  payment.catch(() => undefined);
  return payment;
}
