import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Progress } from './progress.mjs';

/**
 * Compiles a TypeScript project and those it refers to, as far as they are out of date, and says what it is at.
 * Without `checks` it leaves out what takes half of the time, the check of types; a later call makes up for it.
 * Answers whether it went well.
 */
export async function compile(project, { checks = true } = {}) {
  const progress = new Progress(process.stderr);
  // In a thread of its own, so that the time is seen to pass, and the compiler's memory is free again.
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
