import { Logger } from '@nestjs/common';
import type { Member, Subscriptions } from './subscriptions.js';

// So long a subscription may take, at first or after its connection broke.
const COMES_WITHIN_MS = 500;

/** What to do with the messages of channels. */
export interface Subscription {
  /** What does not work without the subscription, for the log. */
  readonly without: string;
  onMessage(message: string): void;
  /** Called when messages come; `again` after some may have been lost. */
  onActive?(again: boolean): void;
  /** Called when the server refused it. */
  onRefused?(): void;
}

/** Hears some channels, from when somebody first wants to. */
export class Subscriber implements Member {
  private readonly logger = new Logger('RedisSerialModule');
  private subscribed = false;
  private hasBegun = false;
  private hasWarned = false;
  private isClosed = false;
  private missingSince = Infinity;
  private timesSubscribed = 0;
  private readonly firstTime: Promise<void>;
  private resolveFirst!: () => void;

  constructor(
    private readonly subscriptions: Subscriptions,
    readonly channels: readonly string[],
    private readonly subscription: Subscription,
  ) {
    this.firstTime = new Promise((resolve) => (this.resolveFirst = resolve));
  }

  /** Whether messages come. */
  get isSubscribed(): boolean {
    return this.subscribed;
  }

  /** Whether messages will come in a moment, as far as known. */
  get isComing(): boolean {
    const { clock } = this.subscriptions;
    return !this.subscribed && !this.hasWarned && clock.now() - this.missingSince < COMES_WITHIN_MS;
  }

  /** Begins to listen; resolves when messages come for the first time. */
  listen(): Promise<void> {
    if (!this.hasBegun && !this.isClosed) {
      this.hasBegun = true;
      this.missingSince = this.subscriptions.clock.now();
      this.subscriptions.join(this);
    }
    return this.firstTime;
  }

  close(): void {
    this.isClosed = true;
    this.subscribed = false;
    if (this.hasBegun) this.subscriptions.leave(this);
  }

  onMessage(message: string): void {
    this.subscription.onMessage(message);
  }

  active(): void {
    this.subscribed = true;
    this.hasWarned = false;
    this.resolveFirst();
    this.subscription.onActive?.(this.timesSubscribed++ > 0);
  }

  inactive(): void {
    if (this.subscribed) this.missingSince = this.subscriptions.clock.now();
    this.subscribed = false;
  }

  refused(error: Error): void {
    if (!this.hasWarned) this.logger.warn(`${this.subscription.without}: ${error.message}`);
    this.hasWarned = true;
    this.subscription.onRefused?.();
  }
}
