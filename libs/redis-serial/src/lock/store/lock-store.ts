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

// How long a grant waits for its process, which may be dead though nobody has noticed.
const CLAIM_MS = 300;

// So few go to the script that does everything; more than these would make it long by keys that are seldom needed.
const FEW = 2;

/** The locks as they stand in Redis. What is asked of locks at the same time goes there in one script call. */
export class LockStore {
  private readonly clocks: ServerClockEstimate[] = [];
  private readonly groups: GroupCommit<LockCommand>[] = [];
  /** Where somebody waits, as far as known: there the fast path is closed. */
  private readonly contended = new Set<Shard>();
  /** How many commands have no answer yet, and who waits until there are none. */
  private unanswered = 0;
  private onSettled: (() => void)[] = [];

  constructor(
    private readonly runner: ScriptRunner,
    readonly naming: LockNaming,
    readonly process: string,
    /** Whether there is one server: in a Cluster PUBLISH does not answer the number of all listeners, for one. */
    private readonly hasOneServer: boolean,
    readonly clock: Clock,
  ) {}

  /** The clock of the server that has the shard: in a Cluster each has its own. */
  clockOf({ index }: Shard): ServerClockEstimate {
    return (this.clocks[this.hasOneServer ? 0 : index] ??= new ServerClockEstimate(this.clock));
  }

  /** Has a command served with all that are asked for at the same time. */
  serve(command: LockCommand): void {
    const { shard } = command.names;
    const group = (this.groups[shard.index] ??= new GroupCommit(
      (commands) => this.serveAll(shard, commands),
      () => undefined,
    ));
    this.unanswered++;
    group.join(command);
  }

  /** Gives a lock back, to stay taken for `keepMs`; false when the token did not hold it. */
  async release(names: LockNames, token: string, keepMs = 0): Promise<boolean> {
    return await this.ask(names, commandText.release(token, keepMs));
  }

  /** Begins a lease anew; false when the token does not hold the lock. */
  async extend(names: LockNames, token: string, leaseMs: number): Promise<boolean> {
    return await this.ask(names, commandText.extend(token, leaseMs));
  }

  /** The same, unless the lease goes on for longer already. */
  async extendAtLeast(names: LockNames, token: string, leaseMs: number): Promise<boolean> {
    return await this.ask(names, commandText.extendAtLeast(token, leaseMs));
  }

  /** Takes a lock off whoever holds it; false when nobody did. */
  async forceRelease(names: LockNames): Promise<boolean> {
    return await this.ask(names, commandText.forceRelease);
  }

  /** Sees to it that every fence of a lock from now on is higher than this one. */
  async raiseFence(names: LockNames, fence: number): Promise<void> {
    await this.ask(names, commandText.raiseFence(fence));
  }

  /**
   * Puts one holder in another's place; false, with nothing done, when Redis does not find the lock as it is known
   * here.
   */
  async handOff({ lock }: LockNames, known: string, next: string): Promise<boolean> {
    return await this.runner.run(handOffLock, { lock }, { known, next });
  }

  /** The same whatever has changed, as long as the one holds the lock; false when neither does. */
  async replace(names: LockNames, released: string, token: string, fence: number): Promise<boolean> {
    return await this.ask(names, commandText.replace(released, token, fence));
  }

  async inspect({ lock, queue }: LockNames): Promise<LockInspection | null> {
    return await this.runner.run(inspectLock, { lock, queue }, {});
  }

  /** Resolves when all that was asked has been answered, and what was asked in answer to that as well. */
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

  // Without await, as what is in the way of every lock.
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

  // What had to wait for a connection says little about the time.
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
