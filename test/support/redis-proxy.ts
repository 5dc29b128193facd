import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { URL } from 'node:url';

/** Stands between an app and its Redis, to lose what a network can lose. */
export class RedisProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private losingReplies = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(redisUrl: string): Promise<RedisProxy> {
    const { hostname, port } = new URL(redisUrl);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new RedisProxy(server, `redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (app) => {
      proxy.join(app, connect(Number(port), hostname));
    });
    return proxy;
  }

  /** From now on the server hears every command, and each connection breaks instead of its next answer. */
  loseReplies(): void {
    this.losingReplies = true;
  }

  /** Lets everything through again. */
  heal(): void {
    this.losingReplies = false;
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(app: Socket, redis: Socket): void {
    const pair = [app, redis] as const;
    this.pairs.add(pair);
    app.on('data', (data) => redis.write(data));
    redis.on('data', (data) => {
      if (this.losingReplies) app.destroy();
      else app.write(data);
    });
    for (const socket of pair) {
      socket.setNoDelay(true);
      // A broken connection is what this is for; each end hears of it by the other.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const end of pair) end.destroy();
        this.pairs.delete(pair);
      });
    }
  }
}
