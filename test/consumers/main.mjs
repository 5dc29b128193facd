// Installs the packed library in two apps of its users, and has them compile, boot on a real Redis and run their tests:
// a NestJS 11 one of CommonJS with ioredis 5, all as old as may be, and a NestJS 12 one of ES modules with ioredis 6,
// as new.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localRedis } from 'local-redis';
import { packLibrary } from '../package/pack-library.mjs';
import { CONSUMERS } from './consumers.mjs';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const MOST_MS = 180_000;
const INSTALL = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'];

async function step({ name, command: [program, ...args], prints = /(?:)/ }, cwd, env = process.env) {
  const begun = performance.now();
  const { stdout, stderr } = await run(program, args, { cwd, env, timeout: MOST_MS }).catch((error) => {
    throw new Error(`${name} failed: ${error.message}\n${error.stdout}`);
  });
  if (!prints.test(stdout + stderr)) throw new Error(`${name}: expected ${prints} in\n${stdout}${stderr}`);
  console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${name}`);
}

async function prepare(folder, consumer, tarball) {
  await cp(join(HERE, consumer.folder), folder, { recursive: true });
  const [orders, ...scripts] = ['orders.ts', 'feature.cjs', 'both-doors.mjs', 'stack-trace.mjs'];
  await cp(join(HERE, 'shared', orders), join(folder, 'src', orders));
  for (const script of scripts) await cp(join(HERE, 'shared', script), join(folder, script));

  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies['nestjs-redis-serial'] = `file:${tarball}`;
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}

const root = await mkdtemp(join(tmpdir(), 'consumers-'));
const redis = await localRedis();
try {
  const { tarball } = await packLibrary(root);
  const env = { ...process.env, REDIS_URL: redis.url };
  for (const consumer of CONSUMERS) {
    console.log(consumer.folder);
    const folder = join(root, consumer.folder);
    await prepare(folder, consumer, tarball);
    await step({ name: 'npm install', command: INSTALL }, folder);
    for (const each of consumer.steps) await step(each, folder, env);
  }
} finally {
  await redis.stop();
  await rm(root, { recursive: true, force: true });
}
