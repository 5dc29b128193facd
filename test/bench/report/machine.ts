import { cpus } from 'node:os';
import type { RedisBinary } from 'local-redis';

/** What a run was made on, with nothing that tells whose it is. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  readonly server: string;
  /** Such as `2026-01-31`. */
  readonly date: string;
}

export function describeMachine({ engine, version }: RedisBinary, others: Iterable<string> = []): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    server: [`${engine === 'redis' ? 'Redis' : 'Valkey'} ${version}`, ...others].join(', '),
    date: new Date().toISOString().slice(0, 10),
  };
}
