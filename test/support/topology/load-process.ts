import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { RedisSerialOptions, SeriesDefinition } from 'nestjs-redis-serial';
import type { Hold, Load, LoadPlan } from './load.mjs';

const SCRIPT = resolve('test/support/topology/put-load.mjs');

/** What another process is to do. */
export interface ProcessLoad {
  /** As `forRoot` takes them; they travel as JSON. */
  readonly options: RedisSerialOptions;
  readonly series: readonly SeriesDefinition[];
  readonly plan: LoadPlan;
  /** A second Redis, for the ceilings. */
  readonly highWaterUrl?: string | undefined;
}

type Report = Pick<Load, 'given' | 'holds' | 'errors'>;

/** Another process that puts a load on a Redis; it ends with this one. */
export class LoadProcess implements Load {
  readonly given: Record<string, string[]> = {};
  readonly holds: Hold[] = [];
  readonly errors: string[] = [];
  private done = false;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: Report | 'done') => {
      if (message === 'done') this.done = true;
      else this.hear(message);
    });
  }

  static start(load: ProcessLoad): LoadProcess {
    const child = fork(SCRIPT, [JSON.stringify(load)], { execArgv: [] });
    return new LoadProcess(child);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.send('stop');
    const [code] = (await exited) as [number | null];
    if (!this.done) throw new Error(`A process ended with ${String(code)} before it told all`);
  }

  private hear({ given, holds, errors }: Report): void {
    for (const [name, texts] of Object.entries(given)) (this.given[name] ??= []).push(...texts);
    this.holds.push(...holds);
    this.errors.push(...errors);
  }
}
