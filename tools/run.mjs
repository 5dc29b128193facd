/* `node tools/run.mjs <program> …` compiles the program if it is out of date, without checking types, and runs it. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from './compile/compile.mjs';

const program = resolve(process.argv[2]);
// The program sees the arguments as if it had been started itself.
process.argv.splice(1, 2, program);
if (await compile(projectOf(program), { checks: false })) await import(pathToFileURL(program));
else process.exitCode = 1;

/** The nearest folder above with a configuration of TypeScript. */
function projectOf(path) {
  const folder = dirname(path);
  return existsSync(join(folder, 'tsconfig.json')) ? folder : projectOf(folder);
}
