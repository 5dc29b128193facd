import type { Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { asksForAnswer, isIdleAfter, kindOf, MessageReader, type Message } from './messages.js';
import type { Turns } from './turns.js';

/**
 * One client of the database. PGlite has only one session. A client has it from the first message of a statement until
 * the answer says that no transaction is open.
 */
export class Client {
  private readonly reader = new MessageReader();
  private unanswered: Buffer[] = [];
  private work = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly database: PGlite,
    private readonly turns: Turns<Client>,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.work = this.work
        .then(() => this.hear(bytes))
        .catch((error: unknown) => {
          this.fail(error);
        });
    });
    // An error of the connection is followed by 'close'.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.work = this.work
        .then(() => this.leave())
        .catch((error: unknown) => {
          this.fail(error);
        });
    });
  }

  /** Resolves when all of its messages are answered. */
  async close(): Promise<void> {
    this.socket.destroy();
    await this.work;
    await this.leave();
  }

  private async hear(bytes: Buffer): Promise<void> {
    for (const message of this.reader.read(bytes)) await this.take(message);
  }

  private async take(message: Message): Promise<void> {
    const kind = message.type ?? kindOf(message.bytes);
    if (kind === 'encryption') this.socket.write('N');
    // PGlite can't be interrupted, and a message that ends a session would end the only one.
    else if (kind === 'cancel' || kind === 'X') this.socket.end();
    else {
      this.unanswered.push(message.bytes);
      if (asksForAnswer(message)) await this.answer();
    }
  }

  private async answer(): Promise<void> {
    const asked = Buffer.concat(this.unanswered);
    this.unanswered = [];
    await this.turns.take(this);
    if (this.socket.destroyed) return;
    const answer = await this.database.execProtocolRaw(asked);
    this.socket.write(answer);
    if (isIdleAfter(answer)) this.turns.giveBack();
  }

  private async leave(): Promise<void> {
    if (!this.turns.isOf(this)) return;
    try {
      await this.database.exec('ROLLBACK');
    } finally {
      this.turns.giveBack();
    }
  }

  private fail(error: unknown): void {
    process.emitWarning(`The embedded database failed a client: ${String(error)}`);
    this.socket.destroy();
  }
}
