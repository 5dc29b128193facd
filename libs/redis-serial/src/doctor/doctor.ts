import { Logger } from '@nestjs/common';
import { asError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import { OptionsError } from '../common/options.error.js';
import { unlessAborted } from '../common/race.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { shuttingDown } from '../redis/readiness.js';
import { checkClient } from './client-options.js';
import type { Demands } from './demands.js';
import { describeFindings } from './describe-findings.js';
import type { DoctorMode } from './doctor.options.js';
import { examineServers } from './examine.js';
import type { DoctorFinding } from './finding.js';

/** Examines the app's Redis once, when it is there. Warns, or fails the start of the app. */
export class Doctor {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly ending = new AbortController();

  constructor(
    private readonly connection: RedisConnection,
    private readonly mode: DoctorMode,
    private readonly commandTimeoutMs: number,
    private readonly clock: Clock,
    private readonly demands: () => Demands,
  ) {}

  /**
   * Begins to examine Redis; only mode 'strict' waits for the result.
   * @throws {OptionsError} of `doctor`, in mode 'strict', when something dangerous was found.
   * @throws {RedisUnavailableError} in mode 'strict', when Redis does not reply.
   */
  async checkAtStart(): Promise<void> {
    if (this.mode === 'strict') await this.insist();
    else if (this.mode === 'warn') this.warnWhenReady();
  }

  /** Stops examining, since the app shuts down. */
  leave(): void {
    this.connection.client.off('ready', this.warn);
    this.ending.abort(shuttingDown());
  }

  private async insist(): Promise<void> {
    await this.connection.ready(this.commandTimeoutMs, this.ending.signal);
    const dangers = (await this.examine()).filter(({ severity }) => severity === 'danger');
    if (dangers.length > 0)
      throw new OptionsError('doctor', `Redis is not set up safely:\n${describeFindings(dangers)}`);
  }

  private warnWhenReady(): void {
    // Not with ready(), which has a timeout: Redis may come up hours later.
    this.connection.client.once('ready', this.warn);
    if (!this.connection.isReady) return;
    this.connection.client.off('ready', this.warn);
    this.warn();
  }

  private readonly warn = (): void => {
    this.examine().then(
      (findings) => {
        if (findings.length === 0 || this.ending.signal.aborted) return;
        this.logger.warn(
          `Settings of Redis endanger numbers or locks (doctor: 'off' hides this):\n${describeFindings(findings)}`,
        );
      },
      (error: unknown) => {
        if (this.ending.signal.aborted) return;
        this.logger.debug(`Redis will be examined when it is back: ${asError(error).message}`);
        this.connection.client.once('ready', this.warn);
      },
    );
  };

  // The library's own client is set up as it should be.
  private ofClient(): DoctorFinding[] {
    const { client, isBorrowed } = this.connection;
    return isBorrowed ? checkClient(client).map((symptom) => ({ ...symptom, node: 'the client' })) : [];
  }

  private async examine(): Promise<DoctorFinding[]> {
    const examined = examineServers(
      this.connection.client,
      this.commandTimeoutMs,
      this.clock,
      this.demands(),
    );
    const found = (await unlessAborted(examined, this.ending.signal)).flatMap(({ findings }) => findings);
    return [...found, ...this.ofClient()];
  }
}
