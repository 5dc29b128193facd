import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way through the proxy: what the app sends, or what the server answers. */
export type Way = 'commands' | 'replies';

/** A connection of an app through the proxy, in two halves, and what is lost on it. */
export class ProxiedPair {
  /** Whether the app has subscribed to something on it. */
  isSubscription = false;
  private readonly swallowed = new Set<Way>();
  private readonly halves: Readonly<Record<Way, { readonly from: Socket; readonly to: Socket }>>;

  constructor(
    app: Socket,
    redis: Socket,
    private readonly faults: { readonly delayMs: number },
    onClose: () => void,
    /** Whether a reply may pass; else the connection breaks in its place. */
    mayReply: () => boolean,
  ) {
    this.halves = { commands: { from: app, to: redis }, replies: { from: redis, to: app } };
    app.on('data', (data) => {
      this.isSubscription ||= /\r\nsubscribe\r\n/i.test(data.toString('latin1'));
      this.pass('commands', data);
    });
    redis.on('data', (data) => {
      if (mayReply()) this.pass('replies', data);
      else app.destroy();
    });
    for (const socket of [app, redis]) {
      socket.setNoDelay(true);
      // A broken connection is what this is for; each end hears of it by the other.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.destroy();
        onClose();
      });
    }
  }

  /** From now on all that comes this way is lost; the connection stays. */
  swallow(way: Way): void {
    this.swallowed.add(way);
  }

  /** Nothing more is lost. What was lost stays so. */
  stopSwallowing(): void {
    this.swallowed.clear();
  }

  /** From now on nothing comes this way; it is kept for later. */
  hold(way: Way): void {
    this.halves[way].from.pause();
  }

  /** What was kept goes on its way. */
  letGo(): void {
    for (const { from } of Object.values(this.halves)) from.resume();
  }

  destroy(): void {
    for (const { from } of Object.values(this.halves)) from.destroy();
  }

  private pass(way: Way, data: Buffer): void {
    if (this.swallowed.has(way)) return;
    const { to } = this.halves[way];
    if (this.faults.delayMs === 0) to.write(data);
    else void pause(this.faults.delayMs).then(() => to.writable && to.write(data));
  }
}
