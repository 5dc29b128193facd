import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tally } from './tally.js';

const SCRIPT = resolve('test/chaos/issuer.mjs');

export type DurabilityLevel = 'none' | 'fenced' | 'highWater';
export type IssuingMode = 'strict' | 'buffered';

/** What the processes issue. */
export interface Issuing {
  readonly connection: unknown;
  readonly mode: IssuingMode;
  readonly durability: DurabilityLevel;
  /** Where ceilings are recorded, and under what prefix. */
  readonly store: { readonly url: string; readonly keyPrefix: string };
}

interface Report {
  readonly runs: readonly (readonly [first: number, last: number])[];
  readonly failures?: number;
  readonly longestPauseMs?: number;
  readonly done?: boolean;
}

/** What processes saw of a fault. */
export interface Seen {
  readonly failures: number;
  /** For how long the process that had to wait least was given no number. */
  readonly pauseMs: number;
}

/** Processes that issue numbers of one series at the same time, until they are told to stop. */
export class Issuers {
  private readonly processes: ChildProcess[];
  private readonly done: Promise<Report[]>;
  private readonly issuing: Promise<unknown>;

  constructor(
    issuing: Issuing,
    count: number,
    private readonly tally: Tally,
  ) {
    const argument = JSON.stringify({ ...issuing, callers: 8 });
    this.processes = Array.from({ length: count }, () => fork(SCRIPT, [argument], { execArgv: [] }));
    this.done = Promise.all(this.processes.map((process) => this.hear(process)));
    this.issuing = Promise.all(this.processes.map(issuesSomething));
  }

  /** Resolves once all of them issue. */
  async started(): Promise<void> {
    await Promise.race([this.issuing, this.done]);
  }

  /** Tells them that something happens to Redis now. */
  strike(): void {
    for (const process of this.processes) process.send('strike');
  }

  /** Resolves when so many more numbers have come, or after so long. */
  async more(count: number, atMostMs: number): Promise<void> {
    const enough = this.tally.given + count;
    for (const until = Date.now() + atMostMs; this.tally.given < enough && Date.now() < until;)
      await pause(20);
  }

  async stop(): Promise<Seen> {
    for (const process of this.processes) if (process.connected) process.send('stop');
    const reports = await this.done;
    return {
      failures: reports.reduce((sum, { failures = 0 }) => sum + failures, 0),
      pauseMs: Math.min(...reports.map(({ longestPauseMs = 0 }) => longestPauseMs)),
    };
  }

  kill(): void {
    for (const process of this.processes) process.kill('SIGKILL');
  }

  private hear(process: ChildProcess): Promise<Report> {
    return new Promise((done, fail) => {
      process.on('message', (report: Report) => {
        for (const [first, last] of report.runs) this.tally.add(first, last);
        if (report.done) done(report);
      });
      process.on('exit', (code) => {
        fail(new Error(`A process that issues ended with ${String(code)}`));
      });
    });
  }
}

function issuesSomething(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', ({ runs }: Report) => {
      if (runs.length > 0) resolve();
    });
  });
}
