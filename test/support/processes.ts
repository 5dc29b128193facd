import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

// On Linux by /proc: small images have no `ps`, or one that knows other options.
const hasProc = process.platform === 'linux';

/** The command lines of all processes that have this text in them. */
export async function processesWith(text: string): Promise<string[]> {
  const lines = hasProc ? await linesOfProc() : (await ps('-A', '-o', 'args=')).split('\n');
  return lines.filter((line) => line.includes(text));
}

/** What a process does, as a letter: `R` runs, `S` waits, `T` was stopped. */
export async function stateOf(pid: number): Promise<string> {
  const state = hasProc ? (await statOf(pid))[0] : await ps('-o', 'stat=', '-p', String(pid));
  return state?.trim().charAt(0) ?? '';
}

/** The process id of its parent. */
export async function parentOf(pid: number): Promise<number> {
  return Number(hasProc ? (await statOf(pid))[1] : await ps('-o', 'ppid=', '-p', String(pid)));
}

/** The process ids of its children, and theirs, and so on. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const all = hasProc ? await pidsOfProc() : (await ps('-A', '-o', 'pid=')).split('\n').map(Number);
  // One that has ended meanwhile has no parent.
  const parents = await Promise.all(all.map((each) => parentOf(each).catch(() => 0)));
  const below = (parent: number): number[] =>
    all.filter((_, index) => parents[index] === parent).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

async function linesOfProc(): Promise<string[]> {
  const pids = await pidsOfProc();
  // One that has ended meanwhile has none.
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).map((line) => line.replaceAll('\0', ' '));
}

async function pidsOfProc(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** The fields behind the program's name, which may hold anything: its state, its parent and more. */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function ps(...args: string[]): Promise<string> {
  return (await promisify(execFile)('ps', args)).stdout;
}
