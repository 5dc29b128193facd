import { startInstance, type Instance } from '../load/instances.js';
import type { LocalServers } from '../local-servers.js';

/** Instances of the shop, each in a process. They start when they are first needed. */
export class Fleet {
  private starting: Promise<readonly Instance[]> | undefined;

  constructor(
    private readonly servers: LocalServers,
    private readonly size: number,
  ) {}

  async instances(): Promise<readonly Instance[]> {
    this.starting ??= this.start();
    return await this.starting;
  }

  /**
   * Names the instance with a process id by its place, counted from 1; the process id itself when it is none of them.
   */
  async nameOf(pid: number): Promise<string> {
    const index = (await this.starting)?.findIndex((instance) => instance.pid === pid) ?? -1;
    return index < 0 ? String(pid) : String(index + 1);
  }

  async stop(): Promise<void> {
    const started = await this.starting?.catch(() => []);
    await Promise.all((started ?? []).map((instance) => instance.stop()));
  }

  private async start(): Promise<readonly Instance[]> {
    const starts = Array.from({ length: this.size }, () => startInstance(this.servers));
    const results = await Promise.allSettled(starts);
    const failed = results.find((result) => result.status === 'rejected');
    const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (!failed) return started;
    await Promise.all(started.map((instance) => instance.stop()));
    this.starting = undefined;
    throw failed.reason;
  }
}
