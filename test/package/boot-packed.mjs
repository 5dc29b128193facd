// Packs the library as npm would publish it, installs the tarball beside its peers in an empty folder, and has plain
// Node boot an app with it on a real Redis: what is missing from the package shows here, not at a user's.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { localRedis } from 'local-redis';

const run = promisify(execFile);
const LIBRARY = resolve('libs/redis-serial');
const MOST_BYTES = 300_000;

const APP = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { defineSeries, LockService, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

const Ticket = defineSeries({ name: 'ticket', pattern: 'T-{desk}-{seq:4}' });
const options = { keyPrefix: 'packed:' + process.pid, series: [Ticket] };
const app = await NestFactory.createApplicationContext(RedisSerialModule.forRoot(options), { logger: ['error'] });
const text = await app.get(LockService).withLock('desk', () => app.get(SerialService).next('ticket', { scope: { desk: 'A' } }));
await app.close();
if (text !== 'T-A-0001') throw new Error('expected T-A-0001, got ' + text);
console.log('the packed library gave ' + text);
`;

const folder = await mkdtemp(join(tmpdir(), 'packed-'));
const redis = await localRedis();
try {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: LIBRARY });
  const [{ filename, size, files }] = JSON.parse(stdout);
  if (size > MOST_BYTES) throw new Error(`the tarball has ${size} bytes; ${MOST_BYTES} is the most`);
  const stray = files.filter(({ path }) => /\.spec\.|tsbuildinfo/.test(path));
  if (stray.length > 0) throw new Error(`the tarball has files that do not belong there: ${stray[0].path}`);

  const { peerDependencies } = JSON.parse(await readFile(join(LIBRARY, 'package.json'), 'utf8'));
  const dependencies = { ...peerDependencies, 'nestjs-redis-serial': `file:./${filename}` };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  await writeFile(join(folder, 'app.mjs'), APP);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
  const booted = await run(process.execPath, ['app.mjs'], {
    cwd: folder,
    env: { ...process.env, REDIS_URL: redis.url },
  });
  process.stdout.write(`${booted.stdout}${filename}: ${size} bytes, ${files.length} files\n`);
} finally {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}
