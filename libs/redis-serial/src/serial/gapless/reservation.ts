import '../../common/async-dispose.js';

/** A number that is reserved until it is confirmed, cancelled, or its lease runs out. `await using` cancels it. */
export interface Reservation {
  /** The number as people read it. */
  readonly text: string;
  /** The counter's value in it. */
  readonly value: number;
  /** When its lease ends, by the Redis server's clock, in ms since 1970. */
  readonly expiresAt: number;
  /**
   * Says that the number is used. Once it resolves, nobody else is ever given it.
   * @throws {ReservationError} when it is void or somebody else's by now: the document must not have it.
   */
  confirm(): Promise<void>;
  /**
   * Says that it is not used: it becomes the next caller's, or void with the reason, as the series says.
   * @throws {ReservationError} when it is confirmed.
   */
  cancel(reason?: string): Promise<void>;
  /** Cancels it unless it is confirmed or cancelled. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a reservation is settled. */
export interface Settling {
  confirm(): Promise<void>;
  cancel(reason?: string): Promise<void>;
  /** A cancellation that failed when there was nobody to tell. */
  failed(error: unknown): void;
}

/** One that this process made. */
export class OwnReservation implements Reservation {
  private settled = false;

  constructor(
    readonly text: string,
    readonly value: number,
    readonly expiresAt: number,
    private readonly settling: Settling,
  ) {}

  async confirm(): Promise<void> {
    await this.settling.confirm();
    this.settled = true;
  }

  async cancel(reason?: string): Promise<void> {
    await this.settling.cancel(reason);
    this.settled = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.settled) return;
    try {
      await this.settling.cancel();
    } catch (error) {
      // It must not stand in for the error of the work; the lease will end.
      this.settling.failed(error);
    }
  }
}
