import type { Clock } from '../../common/clock.js';
import { GroupCommit } from '../../common/group-commit.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { LockNames, LockNaming, Shard } from '../keys/lock-names.js';
import { handOffLock } from '../../lua/lock/hand-off-lock.script.js';
import { FastPathBatch } from './fast-path-batch.js';
import { commandText } from '../../lua/lock/lock-command.record.js';
import { inspectLock, type LockInspection } from '../../lua/lock/inspect-lock.script.js';
import { acquireFreeLocks, type FastPathReply } from '../../lua/lock/acquire-free-locks.script.js';
import { serveCommands } from '../../lua/lock/serve-commands.script.js';
import { answer, failAll } from './answer-commands.js';
import type { LockCommand } from './lock-command.js';

// How long a grant waits to be claimed: its process may be dead without anybody knowing.
const CLAIM_MS = 300;

// Fewer commands than this go to the full script. With more, its keys would be many and seldom needed.
const FEW = 2;

/** The locks in Redis. Commands for locks of one shard that come at the same time share one script call. */
export class LockStore {
  private readonly clocks: ServerClockEstimate[] = [];
  private readonly groups: GroupCommit<LockCommand>[] = [];
  /** The shards where somebody waits, as far as known. They do not take the fast path. */
  private readonly contended = new Set<Shard>();
  /** How many commands have no answer yet. */
  private unanswered = 0;
  private onSettled: (() => void)[] = [];

  constructor(
    private readonly runner: ScriptRunner,
    readonly naming: LockNaming,
    readonly process: string,
    /**
     * Whether there is a single server. In a Cluster PUBLISH does not return the number of all listeners, for example.
     */
    private readonly hasOneServer: boolean,
    readonly clock: Clock,
  ) {}

  /** The clock of the server that has the shard; in a Cluster each server has its own. */
  clockOf({ index }: Shard): ServerClockEstimate {
    return (this.clocks[this.hasOneServer ? 0 : index] ??= new ServerClockEstimate(this.clock));
  }

  /** Serves a command, together with those that come at the same time. */
  serve(command: LockCommand): void {
    const { shard } = command.names;
    const group = (this.groups[shard.index] ??= new GroupCommit(
      (commands) => this.serveAll(shard, commands),
      () => undefined,
    ));
    this.unanswered++;
    group.join(command);
  }

  /** Releases a lock, which stays taken for `keepMs`; false when the token did not hold it. */
  async release(names: LockNames, token: string, keepMs = 0): Promise<boolean> {
    return await this.ask(names, commandText.release(token, keepMs));
  }

  /** Renews a lease; false when the token does not hold the lock. */
  async extend(names: LockNames, token: string, leaseMs: number): Promise<boolean> {
    return await this.ask(names, commandText.extend(token, leaseMs));
  }

  /** Renews a lease unless it already lasts longer; false when the token does not hold the lock. */
  async extendAtLeast(names: LockNames, token: string, leaseMs: number): Promise<boolean> {
    return await this.ask(names, commandText.extendAtLeast(token, leaseMs));
  }

  /** Takes a lock away from its holder; false when it was free. */
  async forceRelease(names: LockNames): Promise<boolean> {
    return await this.ask(names, commandText.forceRelease);
  }

  /** Makes every later fence of a lock higher than this one. */
  async raiseFence(names: LockNames, fence: number): Promise<void> {
    await this.ask(names, commandText.raiseFence(fence));
  }

  /**
   * Replaces one holder by another. Does nothing and returns false when the lock in Redis is not as it is known here.
   */
  async handOff({ lock }: LockNames, known: string, next: string): Promise<boolean> {
    return await this.runner.run(handOffLock, { lock }, { known, next });
  }

  /** Replaces one holder by another if the first one still holds the lock; false when neither of them does. */
  async replace(names: LockNames, released: string, token: string, fence: number): Promise<boolean> {
    return await this.ask(names, commandText.replace(released, token, fence));
  }

  async inspect({ lock, queue }: LockNames): Promise<LockInspection | null> {
    return await this.runner.run(inspectLock, { lock, queue }, {});
  }

  /** Resolves when every command has its answer, and so have the commands that followed from these answers. */
  async settled(): Promise<void> {
    while (this.unanswered > 0) await new Promise<void>((resolve) => this.onSettled.push(resolve));
  }

  private ask(names: LockNames, text: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const answered = (said: string): void => {
        resolve(said === '1');
      };
      this.serve({ names, text, fastPath: undefined, completedFast: reject, answered, failed: reject });
    });
  }

  private async serveAll(shard: Shard, commands: readonly LockCommand[]): Promise<void> {
    if (commands.length < FEW || this.contended.has(shard)) await this.serveInFull(shard, commands);
    else {
      const group = new FastPathBatch();
      const others: LockCommand[] = [];
      for (const command of commands) {
        const { fastPath } = command;
        if (fastPath) group.add(command, fastPath);
        else others.push(command);
      }
      const served = group.size > 0 && this.serveFast(shard, group);
      if (others.length > 0) await this.serveInFull(shard, others);
      await served;
    }
    this.unanswered -= commands.length;
    if (this.unanswered === 0) for (const tellSettled of this.onSettled.splice(0)) tellSettled();
  }

  // No await here: every lock would pay for it.
  private serveFast(shard: Shard, group: FastPathBatch): Promise<void> {
    const { isReady } = this.runner;
    const askedAt = this.clock.now();
    return this.runner.run(acquireFreeLocks, group.keysIn(shard), group.argsFor(this.process)).then(
      (reply) => {
        if (isReady) this.learnClock(shard, reply.micros, askedAt);
        return this.servedFast(shard, group.commands, reply, askedAt);
      },
      (error: unknown) => {
        failAll(group.commands, error);
      },
    );
  }

  private servedFast(
    shard: Shard,
    commands: readonly LockCommand[],
    { contended, fence, done }: FastPathReply,
    askedAt: number,
  ): Promise<void> | undefined {
    if (contended) this.contended.add(shard);
    let rest: LockCommand[] | undefined;
    commands.forEach((command, index) => {
      if (done[index] === '1') command.completedFast(fence, askedAt);
      else (rest ??= []).push(command);
    });
    return rest && this.serveInFull(shard, rest);
  }

  // Only called when the connection was ready: a call that had to wait for it says little about the time.
  private learnClock(shard: Shard, micros: number | undefined, askedAt: number): void {
    if (micros !== undefined) this.clockOf(shard).observe(micros / 1000, 0, askedAt);
  }

  private async serveInFull(shard: Shard, commands: readonly LockCommand[]): Promise<void> {
    const { process, hasOneServer, naming } = this;
    const locksAndQueues = commands.flatMap(({ names }) => [names.lock, names.queue]);
    const texts = commands.map(({ text }) => text);
    const { isReady } = this.runner;
    const askedAt = this.clock.now();
    try {
      const { micros, contended, answers } = await this.runner.run(
        serveCommands,
        { fences: shard.fences, queues: shard.queues, locksAndQueues },
        {
          process,
          claimMs: CLAIM_MS,
          wakeChannel: naming.wakeChannel,
          everyListenerIsHere: hasOneServer,
          texts,
        },
      );
      if (isReady) this.learnClock(shard, micros, askedAt);
      if (contended) this.contended.add(shard);
      else this.contended.delete(shard);
      commands.forEach((command, index) => {
        answer(command, answers[index] ?? 'error no answer', micros ?? 0, askedAt);
      });
    } catch (error) {
      failAll(commands, error);
    }
  }
}
