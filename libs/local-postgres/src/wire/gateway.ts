import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { Client } from './client.js';
import { Turns } from './turns.js';

/**
 * Lets several clients use one PGlite. It does not use `@electric-sql/pglite-socket`, which mixes the messages of
 * several clients' statements, so that they get each other's rows.
 */
export class Gateway {
  private readonly server: Server;
  private readonly clients = new Set<Client>();

  constructor(database: PGlite) {
    const turns = new Turns<Client>();
    this.server = createServer((socket) => {
      const client = new Client(socket, database, turns);
      this.clients.add(client);
      socket.once('close', () => this.clients.delete(client));
    });
  }

  /** Listens on this machine only, and returns the port. */
  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.close();
    await Promise.all([...this.clients].map((client) => client.close()));
  }
}
