import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Two searches at a time stay under 6 GB.
const MOST_MEGABYTES = 2_900;
const MOST_MS = 900_000;
const DEEPEST = 300_000;

function run(program, args, cwd, timeout = MOST_MS) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, timeout, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      // A verifier that found an error may still end with 0, and the other way round: its report tells.
      if (error && typeof error.code === 'string') reject(error);
      else resolve({ failed: error !== null, output: stdout + stderr });
    });
  });
}

async function build(model, defines, folder, breadthFirst) {
  const spun = await run('spin', ['-a', ...defines, model], folder);
  if (spun.failed || !(await readdir(folder)).includes('pan.c') || /Error:/.test(spun.output)) {
    throw new Error(`spin refuses ${model} ${defines.join(' ')}\n${spun.output}`);
  }
  const options = ['-O1', '-w', '-DSAFETY', '-DVECTORSZ=512', `-DMEMLIM=${MOST_MEGABYTES}`];
  const compiled = await run(
    'gcc',
    [...options, ...(breadthFirst ? ['-DBFS'] : []), '-o', 'pan', 'pan.c'],
    folder,
  );
  if (compiled.failed) throw new Error(`gcc refuses what spin made of ${model}\n${compiled.output}`);
}

/** `holds` and `fails` only where the whole space, or an error, was found. */
function verdictOf(report) {
  const errors = /errors: (\d+)/.exec(report)?.[1];
  if (errors === undefined) return 'unfinished';
  if (errors !== '0') return /assertion violated/.test(report) ? 'fails' : 'unfinished';
  return /max search depth too small|Search not completed/.test(report) ? 'unfinished' : 'holds';
}

/**
 * Searches all states of a model under its switches, in a folder of its own. With `trail`, breadth first: the shortest
 * way to an error, step by step.
 */
export async function search(file, switches, { trail = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  const defines = switches.map((name) => `-D${name}`);
  try {
    const begun = performance.now();
    await build(file, defines, folder, trail);
    const { output } = await run(join(folder, 'pan'), [`-m${DEEPEST}`], folder);
    const verdict = verdictOf(output);
    const states = Number(/([\d.e+]+) states, stored/.exec(output)?.[1] ?? 0);
    const found = (await readdir(folder)).find((name) => name.endsWith('.trail'));
    const steps =
      trail && found !== undefined
        ? (await run('spin', ['-k', found, '-p', '-g', ...defines, file], folder)).output
        : undefined;
    return { verdict, states, seconds: (performance.now() - begun) / 1000, steps, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Which of the programs that a search needs are not there. */
export async function missingPrograms() {
  const has = async ([program, arg]) =>
    run(program, [arg], tmpdir()).then(
      () => true,
      () => false,
    );
  const programs = [
    ['spin', '-V'],
    ['gcc', '--version'],
  ];
  const there = await Promise.all(programs.map(has));
  return programs.filter((_, index) => !there[index]).map(([program]) => program);
}
