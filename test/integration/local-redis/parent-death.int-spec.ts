import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../support/eventually.js';
import { isAlive } from '../../support/is-alive.js';

interface Started {
  readonly parent: ChildProcess;
  readonly parentPid: number;
  readonly lines: AsyncIterator<string>;
  readonly pid: number;
  readonly dir: string;
}

/** A process that starts a server, as the leader of a process group, as a shell starts a command. */
async function startParent(mode: 'stay' | 'forget' | 'crash'): Promise<Started> {
  const script = fileURLToPath(new URL('parent.mjs', import.meta.url));
  const parent = spawn(process.execPath, [script, mode], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done || parent.pid === undefined) throw new Error('The parent did not start');
  const { pid, dir } = JSON.parse(first.value) as { pid: number; dir: string };
  return { parent, parentPid: parent.pid, lines, pid, dir };
}

async function nothingStays({ pid, dir }: Started): Promise<void> {
  await eventually('the server is gone', () => !isAlive(pid));
  await eventually('its folder is gone', () => !existsSync(dir));
}

describe('a server of a process', () => {
  it('goes when the process is killed', async () => {
    const started = await startParent('stay');
    expect(isAlive(started.pid)).toBe(true);
    expect(existsSync(started.dir)).toBe(true);
    started.parent.kill('SIGKILL');
    await nothingStays(started);
  });

  it('goes when the whole process group of the process is killed', async () => {
    const started = await startParent('stay');
    process.kill(-started.parentPid, 'SIGKILL');
    await nothingStays(started);
  });

  it('goes also while it is stopped', async () => {
    const started = await startParent('stay');
    process.kill(started.pid, 'SIGSTOP');
    started.parent.kill('SIGKILL');
    await nothingStays(started);
  });

  it('has its folder removed also when it had crashed before', async () => {
    const started = await startParent('crash');
    expect(isAlive(started.pid)).toBe(false);
    expect(existsSync(started.dir)).toBe(true);
    started.parent.kill('SIGKILL');
    await nothingStays(started);
  });

  it('does not keep a process alive that forgets it, and goes with that', async () => {
    const started = await startParent('forget');
    const { parent } = started;
    if (parent.exitCode === null) await once(parent, 'exit');
    expect(parent.exitCode).toBe(0);
    await nothingStays(started);
  });

  it('hears nothing of Ctrl+C: the process uses it to its own end', async () => {
    const started = await startParent('stay');
    const { parent, lines } = started;
    const exited = once(parent, 'exit');
    process.kill(-started.parentPid, 'SIGINT');
    expect((await lines.next()).value).toBe('at shutdown: +OK');
    expect(await exited).toEqual([0, null]);
    // The process waited for it: nothing is left to wait for.
    expect(isAlive(started.pid)).toBe(false);
    expect(existsSync(started.dir)).toBe(false);
  });
});
