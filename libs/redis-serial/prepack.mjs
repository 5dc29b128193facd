// What is published: the ES modules as `tsc -b` builds them, and the same as CommonJS in dist/cjs. The comments stay in
// the .d.ts alone, and of these are there only those that a door leads to. Source maps go with what Node loads, by
// lines: Jest, which loads the CommonJS build, reads none of a package, and stack traces name lines.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import ts from 'typescript';

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

const doors = Object.values(JSON.parse(readFileSync('package.json', 'utf8')).exports).flatMap(
  (door) => door.default?.replace(/\.js$/, '.d.ts').replace('./dist/', '') ?? [],
);
const reached = new Set(doors);
for (const path of reached) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join('dist', path), 'utf8'));
  for (const { fileName } of importedFiles)
    if (fileName.startsWith('.')) reached.add(join(dirname(path), fileName.replace(/\.js$/, '.d.ts')));
}
for (const path of built('.d.ts')) if (!reached.has(path)) rmSync(join('dist', path));

for (const path of built('.js.map')) {
  const map = JSON.parse(readFileSync(join('dist', path), 'utf8'));
  const byLine = decode(map.mappings).map((line) => line.slice(0, 1));
  writeFileSync(join('dist', path), JSON.stringify({ ...map, mappings: encode(byLine) }));
}

for (const path of built('.d.ts'))
  if (!path.startsWith('cli')) cpSync(join('dist', path), join('dist/cjs', path));
for (const page of ['README.md', 'README.zh-CN.md', 'CHANGELOG.md']) cpSync(join('../..', page), page);
