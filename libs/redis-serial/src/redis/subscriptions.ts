import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { asError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import { Deadlines } from '../common/deadlines.js';
import { Heartbeat } from './heartbeat.js';
import type { KeySpace } from './key-space.js';
import type { RedisConnection } from './redis-connection.js';

// How soon to ask again for what was refused.
const ASK_AGAIN_MS = 1_000;

/** Some channels that somebody wants to hear. */
export interface Member {
  readonly channels: readonly string[];
  onMessage(message: string): void;
  /** Messages come from now on. */
  active(): void;
  /** Messages come no more. */
  inactive(): void;
  /** The server refused it. */
  refused(error: Error): void;
}

/**
 * The one connection on which a process hears messages, for locks and numbers alike. It is made when somebody first
 * wants to hear something, and anew when nothing arrives on it any more.
 */
export class Subscriptions {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly members = new Map<string, Member>();
  private readonly heartbeat: Heartbeat;
  private readonly deadlines: Deadlines;
  private readonly beats: string;
  private client: Redis | Cluster | undefined;

  constructor(
    private readonly connection: RedisConnection,
    keys: KeySpace,
    readonly clock: Clock,
    commandTimeoutMs: number,
    private readonly beatEveryMs: number,
  ) {
    this.beats = `${keys.prefix}:beat:${randomBytes(6).toString('base64url')}`;
    this.deadlines = new Deadlines(clock, commandTimeoutMs);
    const pulse = {
      publish: (beat: string) => connection.publish(this.beats, beat),
      onSilence: () => {
        this.logger.debug('Messages do not arrive: subscribing on another connection');
        this.reopen();
      },
    };
    this.heartbeat = new Heartbeat(pulse, clock, beatEveryMs);
  }

  /** Subscribes to a member's channels, now and on each further connection. */
  join(member: Member): void {
    for (const channel of member.channels) this.members.set(channel, member);
    if (!this.client) this.open();
    else if (this.client.status === 'ready') this.subscribe(this.client, member);
  }

  leave(member: Member): void {
    for (const channel of member.channels) this.members.delete(channel);
    if (this.members.size === 0) this.drop();
    // Where this fails the connection is broken, and its subscriptions are gone with it.
    else if (this.client?.status === 'ready')
      this.client.unsubscribe(...member.channels).catch(() => undefined);
  }

  private open(): void {
    const client = this.connection.forSubscriptions();
    this.client = client;
    client.on('ready', () => {
      if (client !== this.client) return;
      if (this.beatEveryMs < Infinity) this.subscribeToBeats(client);
      for (const member of new Set(this.members.values())) this.subscribe(client, member);
    });
    client.on('close', () => {
      if (client === this.client) this.interrupt();
    });
    client.on('message', (channel: string, message: string) => {
      if (client !== this.client) return;
      if (channel === this.beats) this.heartbeat.hear(message);
      else this.members.get(channel)?.onMessage(message);
    });
    client.on('error', (error: Error) => {
      this.logger.debug(`The connection for messages is away: ${error.message}`);
    });
    client.connect().catch((error: unknown) => {
      this.logger.debug(`The connection for messages did not come up at once: ${asError(error).message}`);
    });
  }

  // A reply may never come, on a connection that has gone silent meanwhile.
  private subscribe(client: Redis | Cluster, member: Member): void {
    const answered = this.deadlines.add(() => {
      if (client === this.client) this.reopen();
    });
    const isWanted = (): boolean => client === this.client && client.status === 'ready' && this.has(member);
    client.subscribe(...member.channels).then(
      () => {
        answered();
        if (isWanted()) member.active();
      },
      (error: unknown) => {
        answered();
        if (!isWanted()) return;
        member.refused(asError(error));
        // A user may be given the right later.
        this.clock.later(ASK_AGAIN_MS, () => {
          if (isWanted()) this.subscribe(client, member);
        });
      },
    );
  }

  // Where the beats are refused, only what the connection itself tells is known.
  private subscribeToBeats(client: Redis | Cluster): void {
    client.subscribe(this.beats).then(
      () => {
        if (client === this.client) this.heartbeat.start();
      },
      (error: unknown) => {
        this.logger.debug(`Whether messages arrive can't be checked: ${asError(error).message}`);
      },
    );
  }

  private has(member: Member): boolean {
    return member.channels.every((channel) => this.members.get(channel) === member);
  }

  private interrupt(): void {
    this.heartbeat.stop();
    for (const member of new Set(this.members.values())) member.inactive();
  }

  private reopen(): void {
    this.drop();
    this.open();
  }

  private drop(): void {
    const { client } = this;
    this.client = undefined;
    this.interrupt();
    client?.disconnect();
  }
}
