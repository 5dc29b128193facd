import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { URL } from 'node:url';
import { ProxiedPair, type Way } from './proxied-pair.js';

const BOTH_WAYS: readonly Way[] = ['commands', 'replies'];

/** Stands between an app and its Redis, to lose what a network can lose. */
export class RedisProxy {
  private readonly pairs = new Set<ProxiedPair>();
  private readonly lostForGood = new WeakSet<ProxiedPair>();
  private losingReplies = false;
  /** How many answers were lost since the last time that all was well. */
  repliesLost = 0;
  /** How much later everything comes. */
  delayMs = 0;
  private held: readonly Way[] = [];
  private swallowed: readonly Way[] = [];
  private refusing = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private target: string,
  ) {}

  static async before(redisUrl: string): Promise<RedisProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = new RedisProxy(server, url, redisUrl);
    server.on('connection', (app) => {
      proxy.meet(app);
    });
    return proxy;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** From now on new connections lead to another server; those there are break. */
  leadTo(redisUrl: string): void {
    this.redirect(redisUrl);
    this.cut();
  }

  /** From now on new connections lead to another server; those there are stay with theirs. */
  redirect(redisUrl: string): void {
    this.target = redisUrl;
  }

  /** Breaks all connections; new ones can be made at once. */
  cut(): void {
    for (const pair of this.pairs) pair.destroy();
  }

  /** From now on there are no connections, and none can be made. */
  refuse(): void {
    this.refusing = true;
    this.cut();
  }

  /** From now on the server hears every command, and each connection breaks instead of its next answer. */
  loseReplies(): void {
    this.losingReplies = true;
  }

  /** From now on everything comes so much later. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** From now on nothing comes through, or nothing one way, while connections stay; it is kept until all is well. */
  freeze(...ways: readonly Way[]): void {
    this.held = ways.length > 0 ? ways : BOTH_WAYS;
    for (const pair of this.pairs) for (const way of this.held) pair.hold(way);
  }

  /** The same for good: what is sent until all is well is lost, also on connections that are made meanwhile. */
  swallow(...ways: readonly Way[]): void {
    this.swallowed = ways.length > 0 ? ways : BOTH_WAYS;
    for (const pair of this.pairs) for (const way of this.swallowed) pair.swallow(way);
  }

  /**
   * The connections that are there now, or the subscriptions among them, carry nothing any more and stay; new ones
   * work. Answers how many those are.
   */
  halfOpen(which: 'all' | 'subscriptions' | 'commands' = 'all'): number {
    let count = 0;
    for (const pair of this.pairs) {
      if (which !== 'all' && pair.isSubscription !== (which === 'subscriptions')) continue;
      for (const way of BOTH_WAYS) pair.swallow(way);
      this.lostForGood.add(pair);
      count++;
    }
    return count;
  }

  /** How many connections with a subscription carry something. */
  get liveSubscriptions(): number {
    return [...this.pairs].filter((pair) => pair.isSubscription && !this.lostForGood.has(pair)).length;
  }

  /** Lets everything through again. */
  heal(): void {
    this.losingReplies = false;
    this.repliesLost = 0;
    this.delayMs = 0;
    this.held = [];
    this.swallowed = [];
    this.refusing = false;
    for (const pair of this.pairs) {
      pair.letGo();
      if (!this.lostForGood.has(pair)) pair.stopSwallowing();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private meet(app: Socket): void {
    if (this.refusing) {
      app.destroy();
      return;
    }
    const { hostname, port } = new URL(this.target);
    const pair: ProxiedPair = new ProxiedPair(
      app,
      connect(Number(port), hostname),
      this,
      () => this.pairs.delete(pair),
      () => {
        if (this.losingReplies) this.repliesLost++;
        return !this.losingReplies;
      },
    );
    this.pairs.add(pair);
    for (const way of this.held) pair.hold(way);
    for (const way of this.swallowed) pair.swallow(way);
  }
}
