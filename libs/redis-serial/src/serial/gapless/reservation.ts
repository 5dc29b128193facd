import '../../common/async-dispose.js';

/**
 * A number that is reserved until it is confirmed or cancelled, or its lease runs out. `await using` cancels it unless
 * it was confirmed.
 */
export interface Reservation {
  /** The number as people read it. */
  readonly text: string;
  /** The counter's value in it. */
  readonly value: number;
  /** When its lease ends on the Redis server's clock, in milliseconds since 1970. */
  readonly expiresAt: number;
  /**
   * Confirms that the number is used. After it resolved, nobody else ever gets the number.
   * @throws {ReservationError} when the number is void or reserved by somebody else: the document must not have it.
   */
  confirm(): Promise<void>;
  /**
   * Cancels the number, which is not used. It is free for the next caller, or void with the reason, as the series says.
   * @throws {ReservationError} when the number is confirmed.
   */
  cancel(reason?: string): Promise<void>;
  /** Cancels the number unless it is confirmed or cancelled already. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Settles a reservation. */
export interface Settling {
  confirm(): Promise<void>;
  cancel(reason?: string): Promise<void>;
  /** Called when a cancellation failed that nobody waits for. */
  failed(error: unknown): void;
}

/** A reservation that this process made. */
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
      // This error must not hide the error of the work. The lease will end.
      this.settling.failed(error);
    }
  }
}
