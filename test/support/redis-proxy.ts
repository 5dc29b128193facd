import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { URL } from 'node:url';

/** Stands between an app and its Redis, to lose what a network can lose. */
export class RedisProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private losingReplies = false;
  /** How many answers were lost since the last time that all was well. */
  repliesLost = 0;
  private delayMs = 0;
  private frozen = false;

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
      const { hostname, port } = new URL(proxy.target);
      proxy.join(app, connect(Number(port), hostname));
    });
    return proxy;
  }

  /** From now on new connections lead to another server; those there are break. */
  leadTo(redisUrl: string): void {
    this.target = redisUrl;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** From now on the server hears every command, and each connection breaks instead of its next answer. */
  loseReplies(): void {
    this.losingReplies = true;
  }

  /** From now on everything comes so much later. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** From now on nothing comes through, while the connections stay. */
  freeze(): void {
    this.frozen = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Lets everything through again. */
  heal(): void {
    this.losingReplies = false;
    this.repliesLost = 0;
    this.delayMs = 0;
    this.frozen = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(app: Socket, redis: Socket): void {
    const pair = [app, redis] as const;
    this.pairs.add(pair);
    app.on('data', (data) => {
      this.pass(data, redis);
    });
    redis.on('data', (data) => {
      if (this.losingReplies) {
        this.repliesLost++;
        app.destroy();
      } else this.pass(data, app);
    });
    for (const socket of pair) {
      socket.setNoDelay(true);
      if (this.frozen) socket.pause();
      // A broken connection is what this is for; each end hears of it by the other.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const end of pair) end.destroy();
        this.pairs.delete(pair);
      });
    }
  }

  private pass(data: Buffer, to: Socket): void {
    if (this.delayMs === 0) to.write(data);
    else void pause(this.delayMs).then(() => to.writable && to.write(data));
  }
}
