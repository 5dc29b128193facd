import type { Redis } from 'ioredis';
import { figure } from '../report/figures.js';
import { spreadOf } from '../statistics.js';

/** Seconds of CPU that this process and the servers have used. */
interface CpuUsed {
  readonly client: number;
  readonly servers: number;
}

/** Tells what work costs this process, all of its threads, and some servers: time does not, where others share them. */
export class CpuMeter {
  constructor(private readonly servers: readonly Redis[]) {}

  /** What some work cost that answers how much a second brought: seconds of CPU for each of these. */
  async during(work: () => Promise<number>): Promise<{ readonly rate: number; readonly each: CpuUsed }> {
    const before = await this.used();
    const started = performance.now();
    const rate = await work();
    const count = (rate * (performance.now() - started)) / 1000;
    const after = await this.used();
    const each = {
      client: (after.client - before.client) / count,
      servers: (after.servers - before.servers) / count,
    };
    return { rate, each };
  }

  private async used(): Promise<CpuUsed> {
    const infos = await Promise.all(this.servers.map((server) => server.info('cpu')));
    const { user, system } = process.cpuUsage();
    return { client: (user + system) / 1e6, servers: infos.reduce((sum, info) => sum + secondsIn(info), 0) };
  }
}

/** What each number cost, such as `7 + 3.6 µs`: this process and the servers. */
export function costOf(turns: readonly CpuUsed[]): string {
  const median = (part: keyof CpuUsed): string =>
    figure(spreadOf(turns.map((used) => used[part] * 1e6)).median);
  return `${median('client')} + ${median('servers')} µs`;
}

// Of the thread that runs commands; the others have nothing to do with numbers.
function secondsIn(info: string): number {
  const seconds = (kind: string): number =>
    Number(new RegExp(`^used_cpu_${kind}_main_thread:([\\d.]+)`, 'm').exec(info)?.[1]);
  return seconds('user') + seconds('sys');
}
