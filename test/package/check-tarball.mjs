// What npm would publish, looked at file by file and by the judges of packages: publint and arethetypeswrong.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { packLibrary } from './pack-library.mjs';

const run = promisify(execFile);
const LIBRARY = resolve('libs/redis-serial');
// Two counter stores are in it, as long as gapless series stand on the first; and connections that watch themselves.
const MOST_BYTES = 475_000;
// Nest's decorators need it, and the app loads it.
const LOADED_BY_THE_APP = ['reflect-metadata'];

const pathsIn = (target) =>
  typeof target === 'string' ? [target] : Object.values(target ?? {}).flatMap(pathsIn);

/** The packages that the built files load. */
async function loaded(paths) {
  const texts = await Promise.all(
    paths.filter((path) => path.endsWith('.js')).map((path) => readFile(join(LIBRARY, path), 'utf8')),
  );
  const names = texts
    .flatMap((text) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName))
    .filter((name) => !name.startsWith('.'))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  return new Set(names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
}

async function problems({ tarball, size, paths }, manifest) {
  const { exports, typesVersions = {}, bin, main, types, sideEffects } = manifest;
  const named = [exports, typesVersions['*'], bin, main, types, sideEffects].flatMap(pathsIn);
  const absent = named.map((path) => path.replace(/^\.\//, '')).filter((path) => !paths.includes(path));
  const stray = paths.filter((path) => /\.spec\.|tsbuildinfo|\.tsx?$/.test(path) && !path.endsWith('.d.ts'));

  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const used = await loaded(paths);
  const undeclared = [...used].filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !used.has(name) && !LOADED_BY_THE_APP.includes(name));

  const bytes = await readFile(tarball);
  const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
  const lint = await publint({ strict: true, pack });
  return [
    ...(size > MOST_BYTES ? [`it has ${size} bytes; ${MOST_BYTES} is the most`] : []),
    ...absent.map((path) => `package.json names ${path}, which is not there`),
    ...stray.map((path) => `it has ${path}, which does not belong there`),
    ...undeclared.map((name) => `it loads ${name}, which package.json does not declare`),
    ...unused.map((name) => `it declares ${name} and never loads it`),
    ...lint.messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false })}`),
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'packed-'));
try {
  const packed = await packLibrary(folder);
  const manifest = JSON.parse(await readFile(join(LIBRARY, 'package.json'), 'utf8'));
  const found = await problems(packed, manifest);
  if (found.length > 0) throw new Error(`the tarball is not as it should be:\n- ${found.join('\n- ')}`);
  await run('npx', ['--no', '--', 'attw', packed.tarball]).catch((error) => {
    throw new Error(`arethetypeswrong:\n${error.stdout}${error.stderr}`);
  });
  console.log(`${manifest.name} ${manifest.version}: ${packed.size} bytes, ${packed.paths.length} files`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
