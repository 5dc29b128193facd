import { Redis } from 'ioredis';

/** The usual way: INCR, with the number put into a text. Its connections wait while Redis is away. */
export class PlainCounter {
  private readonly clients: readonly Redis[];

  constructor(url: string, connections: number) {
    const options = { maxRetriesPerRequest: null, retryStrategy: () => 100 };
    this.clients = Array.from({ length: connections }, () => new Redis(url, options));
    // The page shows that a connection is lost; each one reconnects by itself.
    for (const client of this.clients) client.on('error', () => undefined);
  }

  async next(who: number, key: string): Promise<string> {
    const value = await this.clients[who % this.clients.length]?.incr(key);
    return `INCR-${String(value).padStart(6, '0')}`;
  }

  close(): void {
    for (const client of this.clients) client.disconnect();
  }
}
