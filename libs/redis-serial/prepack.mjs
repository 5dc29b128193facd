// What is published: the ES modules as `tsc -b` builds them, and the same as CommonJS in dist/cjs. The comments stay in the
// .d.ts alone. Source maps go with what Node loads; Jest, which loads the CommonJS build, reads none of a package.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

process.chdir(import.meta.dirname);

const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const ALONE = ['--composite', 'false', '--incremental', 'false', '--declaration', 'false'];

const tsc = (...args) => execFileSync(process.execPath, [TSC, ...args], { stdio: ['ignore', 2, 2] });
const built = (ending) =>
  readdirSync('dist', { recursive: true }).filter((path) => !path.startsWith('cjs') && path.endsWith(ending));

rmSync('dist/cjs', { recursive: true, force: true });
tsc('-b');
tsc('-p', 'tsconfig.json', ...ALONE, '--removeComments');
tsc('-p', 'tsconfig.cjs.json');
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

// What an older build left of a source that is gone.
for (const ending of ['.d.ts', '.js', '.js.map'])
  for (const path of built(ending))
    if (!existsSync(join('src', `${path.slice(0, -ending.length)}.ts`))) rmSync(join('dist', path));

for (const path of built('.d.ts'))
  if (!path.startsWith('cli')) cpSync(join('dist', path), join('dist/cjs', path));
for (const page of ['README.md', 'README.zh-CN.md', 'CHANGELOG.md']) cpSync(join('../..', page), page);
