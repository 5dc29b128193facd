import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import { atMost } from '../../common/race.js';
import { Logger } from '@nestjs/common';
import { tell } from '../../lua/shard/tell.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { Subscriber } from '../../redis/subscriber.js';
import type { Subscriptions } from '../../redis/subscriptions.js';
import type { ShardKeys } from './shard-keys.js';

/** What processes tell each other about a shard. */
export type ShardWord =
  /** Redis has lost writes: say what you were given. */
  | 'loss'
  /** Redis knows nothing of the shard: say what you were given, and answer in any case. */
  | 'survey'
  /** The same, to whoever has the store: say how the recovery ends. */
  | 'settle'
  /** A recovery is over. */
  | 'over'
  /** To one: a process has joined only just; stand in for it. */
  | 'vouch'
  /** To one: somebody stands in for you. */
  | 'vouched'
  /** To whoever has the store: a ceiling is needed. */
  | 'raise'
  /** To whoever has the store: a period is to be opened. */
  | 'open'
  /** To one: what the store has of a period. */
  | 'opened';

type Listener = (shard: string, word: ShardWord, detail: string) => void;

// The first number of a process waits until the process can be asked; not for ever.
const LISTEN_WITHIN_MS = 500;

/** Messages between the processes that issue: some to all of them, some to one. */
export class ShardMessages {
  private readonly logger = new Logger('SerialService');
  private readonly subscriber: Subscriber;
  private beginning: Promise<void> | undefined;
  private isListening = false;
  private onMessage: Listener | undefined;
  private onReturn: (() => void) | undefined;

  constructor(
    private readonly runner: ScriptRunner,
    subscriptions: Subscriptions,
    private readonly keys: ShardKeys,
    member: string,
    private readonly clock: Clock,
  ) {
    this.subscriber = new Subscriber(subscriptions, [keys.channel, keys.channelOf(member)], {
      without: "Other processes can't ask this one which numbers it was given, should Redis lose some",
      onMessage: (message) => {
        const [word = '', detail = '', ...shard] = message.split(' ');
        this.onMessage?.(shard.join(' '), word as ShardWord, detail);
      },
      onActive: (again) => {
        if (again) this.onReturn?.();
      },
    });
  }

  /** Hears what others tell; and when messages come again after a time in which they were lost. */
  hear(onMessage: Listener, onReturn: () => void): void {
    this.onMessage = onMessage;
    this.onReturn = onReturn;
  }

  /** Resolves when this process can be asked, or that can't be; undefined when it is so. */
  listen(): Promise<void> | undefined {
    if (this.isListening) return undefined;
    this.beginning ??= atMost(this.clock, LISTEN_WITHIN_MS, this.subscriber.listen()).then(() => {
      this.isListening = true;
    });
    return this.beginning;
  }

  /** Tells all processes; answers how many heard it, as far as the server knows. */
  toAll(register: string, word: ShardWord, shard: string, detail = '-'): Promise<number> {
    return this.send(register, this.keys.channel, `${word} ${detail} ${shard}`);
  }

  /** Tells one process. */
  toOne(member: string, register: string, word: ShardWord, shard: string, detail = '-'): Promise<number> {
    return this.send(register, this.keys.channelOf(member), `${word} ${detail} ${shard}`);
  }

  /** Tells all, without waiting for it: who does not hear it finds out by itself, later. */
  announce(register: string, word: ShardWord, shard: string, detail = '-'): void {
    this.toAll(register, word, shard, detail).catch((error: unknown) => {
      this.logger.debug(`Could not tell other processes of ${shard}: ${asError(error).message}`);
    });
  }

  close(): void {
    this.subscriber.close();
  }

  private send(register: string, channel: string, message: string): Promise<number> {
    return this.runner.run(tell, { _register: register }, { channel, message });
  }
}
