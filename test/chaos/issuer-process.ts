import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Issuing, Report, Work } from './issuing.js';
import type { Tally } from './tally.js';

const SCRIPT = resolve('test/chaos/issuer.mjs');

/** A process that issues numbers until it is told to stop. */
export class IssuerProcess {
  refused = false;
  private readonly child: ChildProcess;
  private readonly ended: Promise<Report | undefined>;
  private readonly issuing: Promise<void>;
  private isKilled = false;

  /** @param struckAt when the fault happened, for a process that is started after it */
  constructor(
    issuing: Issuing,
    work: Work,
    private readonly tally: Tally,
    struckAt?: number,
  ) {
    this.child = fork(SCRIPT, [JSON.stringify({ ...issuing, work, struckAt })], { execArgv: [] });
    this.ended = this.untilEnded();
    // Whoever waits for it hears of it.
    this.ended.catch(() => undefined);
    this.issuing = this.untilSome();
  }

  /** Resolves once it was given a number, or was refused. */
  async started(): Promise<void> {
    await Promise.race([this.issuing, this.ended]);
  }

  tell(deed: 'strike' | 'stop' | 'begin'): void {
    if (this.child.connected) this.child.send({ deed });
  }

  /** Its event loop hears nothing for so long. */
  block(ms: number): void {
    this.child.send({ deed: 'block', ms });
  }

  /** Has it take so many numbers in one call; resolves when it was given them. */
  async burst(count: number): Promise<void> {
    const given = new Promise<void>((resolve) => {
      const hear = ({ burst }: Report): void => {
        if (!burst) return;
        this.child.off('message', hear);
        resolve();
      };
      this.child.on('message', hear);
    });
    this.child.send({ deed: 'burst', count });
    await Promise.race([given, this.ended]);
  }

  /** It stops, and closes its app; undefined where it was killed before. */
  async stop(): Promise<Report | undefined> {
    this.tell('stop');
    return await this.ended;
  }

  /** It dies at once. */
  async kill(): Promise<void> {
    this.isKilled = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private untilEnded(): Promise<Report | undefined> {
    let last: Report | undefined;
    return new Promise((done, fail) => {
      this.child.on('message', (report: Report) => {
        for (const run of report.runs) this.tally.add(...run);
        if (report.refused) this.refused = true;
        if (report.done) last = report;
      });
      this.child.on('exit', (code) => {
        if (last !== undefined || this.isKilled) done(last);
        else fail(new Error(`A process that issues ended with ${String(code)}`));
      });
    });
  }

  private untilSome(): Promise<void> {
    return new Promise((resolve) => {
      this.child.on('message', ({ runs, refused }: Report) => {
        if (runs.length > 0 || refused) resolve();
      });
    });
  }
}
