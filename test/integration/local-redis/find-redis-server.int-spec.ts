import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findRedisServer, RedisServerNotFoundError, startRedisServer, type RedisBinary } from 'local-redis';
import { askRedis } from '../../support/ask-redis.js';
import { describeUnless } from '../../support/describe-unless.js';
import { DebianArchive } from './debian-archive.js';
import { archiveOutOfReach } from './out-of-reach.js';

const run = promisify(execFile);
// The fetch is for Debian and Ubuntu.
const noApt = existsSync('/usr/bin/apt-get') ? undefined : 'there is no apt';
const outOfReach = noApt ?? (await archiveOutOfReach());

describe('findRedisServer', () => {
  const aptConfig = process.env.APT_CONFIG;
  let real: RedisBinary;
  let folder: string;
  let cacheDir: string;

  /** For a PATH with all programs of the machine but a server. */
  let tools: string;

  beforeAll(async () => {
    real = await findRedisServer();
    tools = await mkdtemp(join(tmpdir(), 'tools-'));
    for (const bin of ['/usr/bin', '/usr/sbin']) {
      for (const name of await readdir(bin)) {
        if (/^(redis|valkey)/.test(name) || existsSync(join(tools, name))) continue;
        await symlink(join(bin, name), join(tools, name));
      }
    }
  });
  afterAll(() => rm(tools, { recursive: true }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'find-redis-'));
    cacheDir = join(folder, 'cache');
  });

  afterEach(async () => {
    if (aptConfig === undefined) delete process.env.APT_CONFIG;
    else process.env.APT_CONFIG = aptConfig;
    await rm(folder, { recursive: true });
  });

  /** A folder for a PATH with an executable script of this name. */
  async function folderWith(name: string, script: string): Promise<string> {
    const path = await mkdtemp(join(folder, 'bin-'));
    await writeFile(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  /** A script that is the real server, with the libraries it needs. */
  function asScript({ path, libraryPath }: RedisBinary): string {
    return `${libraryPath ? `LD_LIBRARY_PATH='${libraryPath}' ` : ''}exec '${path}' "$@"`;
  }

  async function failure(...given: Parameters<typeof findRedisServer>): Promise<RedisServerNotFoundError> {
    const error: unknown = await findRedisServer(...given).catch((error: unknown) => error);
    if (error instanceof RedisServerNotFoundError) return error;
    throw new Error('It did not fail', { cause: error });
  }

  describe('on the PATH', () => {
    it('finds redis-server before any cache', async () => {
      const path = await folderWith('redis-server', asScript(real));
      const found = await findRedisServer({ path: `relative${delimiter}${path}`, cacheDir });
      expect(found).toEqual({
        path: join(path, 'redis-server'),
        engine: real.engine,
        version: real.version,
      });
      expect(existsSync(cacheDir)).toBe(false);
    });

    it('prefers redis-server to a valkey-server in front of it', async () => {
      const valkey = await folderWith('valkey-server', asScript(real));
      const redis = await folderWith('redis-server', asScript(real));
      const found = await findRedisServer({ path: [valkey, redis].join(delimiter), cacheDir });
      expect(found.path).toBe(join(redis, 'redis-server'));
    });

    it('takes valkey-server when redis-server does not run', async () => {
      const broken = await folderWith('redis-server', 'echo no library >&2; exit 127');
      const valkey = await folderWith('valkey-server', asScript(real));
      const found = await findRedisServer({ path: [broken, valkey].join(delimiter), cacheDir });
      expect(found.path).toBe(join(valkey, 'valkey-server'));
    });
  });

  describe('where there is none', () => {
    it('names brew on macOS, and fetches nothing', async () => {
      const { message, tried } = await failure({
        platform: 'darwin',
        path: tools,
        cacheDir,
      });
      expect(message).toContain('brew install redis');
      expect(message).toContain('REDIS_URL');
      expect(tried).toEqual(['neither redis-server nor valkey-server is on the PATH']);
      expect(existsSync(cacheDir)).toBe(false);
    });

    it('names WSL and docker on Windows', async () => {
      const { message } = await failure({ platform: 'win32', cacheDir });
      expect(message).toMatch(/WSL.*docker run.*REDIS_URL/);
    });

    it('says on another Linux that it needs apt-get', async () => {
      const error = await failure({ platform: 'linux', path: folder, cacheDir });
      expect(error.message).toContain("fetching the distribution's package failed (it needs apt-get)");
      expect(error.message).toContain('sudo apt-get install redis-server');
      expect(error.cause).toBeInstanceOf(Error);
    });

    it('says which program does not run', async () => {
      const path = await folderWith('redis-server', 'echo some library is missing >&2; exit 127');
      const { message } = await failure({ platform: 'darwin', path, cacheDir });
      expect(message).toContain(`${path}/redis-server does not run`);
      expect(message).toContain('some library is missing');
    });
  });

  describeUnless(noApt, 'fetches from an archive', () => {
    let home: string;
    let archive: DebianArchive;
    let lists: string;

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'archive-'));
      archive = await DebianArchive.of(real, home);
    });
    afterAll(() => rm(home, { recursive: true }));

    beforeEach(async () => {
      lists = join(folder, 'lists');
      await mkdir(lists);
      await machineWith({ source: archive.source });
    });

    it('the package of the distribution, once', async () => {
      await updateLists();
      const lines: string[] = [];
      const onProgress = (line: string): void => void lines.push(line);
      const found = await findRedisServer({ path: tools, cacheDir, onProgress });
      expect(found.path.startsWith(cacheDir)).toBe(true);
      expect(found.version).toBe(real.version);
      expect(lines).toEqual([
        expect.stringMatching(/^Fetching redis-server with apt-get download \(once, into .*find-redis-/),
      ]);
      expect(await readdir(cacheDir)).toHaveLength(1);

      // From now on it needs no tool and tells of no progress.
      lines.length = 0;
      expect(await findRedisServer({ path: folder, cacheDir, onProgress })).toEqual(found);
      expect(lines).toEqual([]);

      await using server = await startRedisServer({ binary: found });
      expect(await askRedis(server.port, 'PING')).toBe('+PONG');
    });

    it('once for all who look at the same time', async () => {
      await updateLists();
      const found = await Promise.all([1, 2, 3].map(() => findRedisServer({ path: tools, cacheDir })));
      expect(new Set(found.map((binary) => binary.path)).size).toBe(1);
      expect(await readdir(cacheDir)).toHaveLength(1);
    });

    it('again when what it fetched does not run any more', async () => {
      await updateLists();
      const { path: program } = await findRedisServer({ path: tools, cacheDir });
      await rm(program);
      await writeFile(program, '#!/bin/sh\nexit 127\n', { mode: 0o755 });
      const lines: string[] = [];
      const found = await findRedisServer({
        path: tools,
        cacheDir,
        onProgress: (line) => void lines.push(line),
      });
      expect(found.path).toBe(program);
      expect(lines[0]).toContain('is of no use');
      expect(await readdir(cacheDir)).toHaveLength(1);
    });

    it.each([
      ['nothing', () => ''],
      ['the server itself', () => archive.serverInstalled],
    ])('package lists too where the machine has none, and %s installed', async (_what, installed) => {
      await machineWith({ source: archive.source, installed: installed() });
      const lines: string[] = [];
      const onProgress = (line: string): void => void lines.push(line);
      const found = await findRedisServer({ path: tools, cacheDir, onProgress });
      expect(found.version).toBe(real.version);
      expect(lines[1]).toBe('Fetching package lists too (apt has no package redis-server or valkey-server)');
      // The lists are large and of no more use.
      expect(await readdir(cacheDir)).toHaveLength(1);
    });

    it.each([
      ['nothing', () => ''],
      ['the server itself', () => archive.serverInstalled],
    ])('nothing where no archive has it, and %s installed, and says so', async (_what, installed) => {
      await machineWith({ installed: installed() });
      const error = await failure({ path: tools, cacheDir });
      expect(error.message).toContain('apt has no package redis-server or valkey-server');
      expect(error.cause).toBeInstanceOf(AggregateError);
      expect(await readdir(cacheDir)).toEqual([]);
    });

    it('nothing where it reaches none, and says what apt says', async () => {
      await machineWith({ source: 'deb [trusted=yes] http://127.0.0.1:1/debian stable main\n' });
      const error = await failure({ path: tools, cacheDir });
      // A proxy of the machine may be what is not reached.
      expect(error.message).toMatch(/apt-get update: \S.*127\.0\.0\.1:1\/debian.*\)\. Install one/);
      expect(await readdir(cacheDir)).toEqual([]);
    });

    /** Has apt see a machine with these packages installed and this in its sources, and no lists. */
    async function machineWith({ source = '', installed = '' }): Promise<void> {
      process.env.APT_CONFIG = join(folder, 'machine.conf');
      await writeFile(join(folder, 'sources.list'), source);
      await writeFile(join(folder, 'status'), installed);
      const settings = {
        'Dir::State::lists': lists,
        'Dir::State::status': join(folder, 'status'),
        'Dir::Etc::sourcelist': join(folder, 'sources.list'),
        'Dir::Etc::sourceparts': '/dev/null',
      };
      const text = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
      await writeFile(process.env.APT_CONFIG, text.join(''));
    }

    /** Gives that machine its lists. */
    async function updateLists(): Promise<void> {
      const options = [`Dir::Cache=${folder}`, 'Debug::NoLocking=1', 'APT::Sandbox::User=root'];
      // Named on the command line, so that it can be no other machine's.
      const config = ['-c', process.env.APT_CONFIG ?? ''];
      await run('apt-get', ['update', ...config, ...options.flatMap((option) => ['-o', option])]);
    }
  });

  describeUnless(outOfReach, 'fetches from the archive of the distribution', () => {
    it('a server that runs', async () => {
      const found = await findRedisServer({ path: tools, cacheDir });
      expect(found.path.startsWith(cacheDir)).toBe(true);
      await using server = await startRedisServer({ binary: found });
      expect(await askRedis(server.port, 'PING')).toBe('+PONG');
    }, 120_000);
  });
});
