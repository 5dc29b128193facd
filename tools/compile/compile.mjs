import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Progress } from './progress.mjs';

/**
 * Compiles a TypeScript project and the projects that it refers to, if they are out of date, and reports its progress.
 * Without `checks` it skips the check of types, which takes half of the time; a later call catches up on it. Returns
 * whether it succeeded.
 */
export async function compile(project, { checks = true } = {}) {
  const progress = new Progress(process.stderr);
  // In its own thread, so that the time can be shown, and the compiler's memory is freed afterwards.
  const compiler = new Worker(new URL('compiler.mjs', import.meta.url), {
    workerData: { project, checks, isTTY: process.stdout.isTTY === true },
  });
  let problems = '';
  compiler.on('message', (message) => {
    if ('compiling' in message) progress.compiles(message.compiling);
    else problems = message.problems;
  });
  await once(compiler, 'exit');
  progress.end(problems === '');
  process.stdout.write(problems);
  return problems === '';
}
