import { setTimeout as pause } from 'node:timers/promises';
import { IssuerProcess } from './issuer-process.js';
import type { Issuing, Seen, Work } from './issuing.js';
import type { Tally } from './tally.js';

/** Processes that issue numbers of one series at the same time, until they are told to stop. */
export class Issuers {
  private readonly processes: IssuerProcess[];
  /** Those that a fault has others take the place of. */
  private readonly former: IssuerProcess[] = [];
  private struckAt: number | undefined;

  constructor(
    private readonly issuing: Issuing,
    private readonly works: readonly Work[],
    private readonly tally: Tally,
  ) {
    this.processes = works.map((work) => new IssuerProcess(issuing, work, tally));
  }

  /** Resolves once all of them issue. */
  async started(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.started()));
  }

  /** One of them. */
  at(index: number): IssuerProcess {
    const process = this.processes[index];
    if (!process) throw new RangeError(`There is no process ${index} that issues`);
    return process;
  }

  /** How many of them were refused, since Redis knows the series otherwise. */
  get refused(): number {
    return this.processes.filter(({ refused }) => refused).length;
  }

  /** Tells them that something happens to Redis now. */
  strike(): void {
    this.struckAt = Date.now();
    for (const process of this.processes) process.tell('strike');
  }

  /** Starts as many anew; resolves once they issue. */
  async startAgain(): Promise<void> {
    const anew = this.works.map((work) => new IssuerProcess(this.issuing, work, this.tally, this.struckAt));
    this.former.push(...this.processes.splice(0, Infinity, ...anew));
    await Promise.all(anew.map((process) => process.started()));
  }

  /** Resolves when so many more numbers have come, or after so long. */
  async more(count: number, atMostMs: number): Promise<void> {
    const enough = this.tally.given + count;
    for (const until = Date.now() + atMostMs; this.tally.given < enough && Date.now() < until;)
      await pause(20);
  }

  async stop(): Promise<Seen> {
    const reports = await Promise.all(this.processes.map((process) => process.stop()));
    await Promise.all(this.former.map((process) => process.stop()));
    const pauses = reports.flatMap((report) => report?.longestPauseMs ?? []);
    return {
      failures: reports.reduce((sum, report) => sum + (report?.failures ?? 0), 0),
      pauseMs: Math.min(...pauses),
    };
  }

  async kill(): Promise<void> {
    await Promise.all([...this.former, ...this.processes].map((process) => process.kill()));
  }
}
