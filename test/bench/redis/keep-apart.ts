import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Keeps this process's main thread and another process's on a core each, where `taskset` can; answers whether it could.
 * Left to itself, the scheduler sometimes puts a client and its server on one core and sometimes not, which makes
 * single calls several times faster or slower, and has a busy client hold up its server for whole time slices.
 */
export async function keepApart(pid: number): Promise<boolean> {
  const cores = await allowedCores();
  const [first, last] = [cores.at(0), cores.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  try {
    await pin(pid, last);
    await pin(process.pid, first);
    return true;
  } catch {
    // There is no taskset here, or it is not allowed: the report says that nothing was pinned.
    return false;
  }
}

async function pin(pid: number, core: number): Promise<void> {
  await promisify(execFile)('taskset', ['-c', '-p', String(core), String(pid)]);
}

async function allowedCores(): Promise<number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => range.split('-').map(Number));
}
