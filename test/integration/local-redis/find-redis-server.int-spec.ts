import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findRedisServer, RedisServerNotFoundError, startRedisServer, type RedisBinary } from 'local-redis';
import { askRedis } from '../../support/ask-redis.js';

// The fetch is for Debian and Ubuntu; elsewhere there is nothing to test.
const whereAptIs = existsSync('/usr/bin/apt-get') ? describe : describe.skip;

describe('findRedisServer', () => {
  let folder: string;
  let cacheDir: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'find-redis-'));
    cacheDir = join(folder, 'cache');
  });

  afterEach(async () => {
    delete process.env.APT_CONFIG;
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

  /** A folder for a PATH with all programs of the machine but a server. */
  async function folderWithTools(): Promise<string> {
    const path = await mkdtemp(join(folder, 'tools-'));
    for (const bin of ['/usr/bin', '/usr/sbin']) {
      for (const name of await readdir(bin)) {
        if (/^(redis|valkey)/.test(name) || existsSync(join(path, name))) continue;
        await symlink(join(bin, name), join(path, name));
      }
    }
    return path;
  }

  /** Settings that the machine's apt reads before its own. */
  async function withAptSettings(settings: string): Promise<void> {
    process.env.APT_CONFIG = join(folder, 'machine.conf');
    await writeFile(process.env.APT_CONFIG, settings);
  }

  async function failure(...given: Parameters<typeof findRedisServer>): Promise<RedisServerNotFoundError> {
    const error: unknown = await findRedisServer(...given).catch((error: unknown) => error);
    if (error instanceof RedisServerNotFoundError) return error;
    throw new Error('It did not fail', { cause: error });
  }

  describe('on the PATH', () => {
    let real: RedisBinary;

    beforeAll(async () => {
      real = await findRedisServer();
    });

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
        path: await folderWithTools(),
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

  whereAptIs('fetches', () => {
    it('the package of the distribution, once', async () => {
      const path = await folderWithTools();
      const lines: string[] = [];
      const onProgress = (line: string): void => void lines.push(line);
      const found = await findRedisServer({ path, cacheDir, onProgress });
      expect(found.path.startsWith(cacheDir)).toBe(true);
      expect(found.version).toMatch(/^\d+\.\d+/);
      expect(lines[0]).toMatch(/^Fetching redis-server with apt-get download \(once, into .*find-redis-/);
      expect(await readdir(cacheDir)).toHaveLength(1);

      // From now on it needs no tool and tells of no progress.
      lines.length = 0;
      expect(await findRedisServer({ path: folder, cacheDir, onProgress })).toEqual(found);
      expect(lines).toEqual([]);

      await using server = await startRedisServer({ binary: found });
      expect(await askRedis(server.port, 'PING')).toBe('+PONG');
    }, 120_000);

    it('once for all who look at the same time', async () => {
      const path = await folderWithTools();
      const found = await Promise.all([1, 2, 3].map(() => findRedisServer({ path, cacheDir })));
      expect(new Set(found.map((binary) => binary.path)).size).toBe(1);
      expect(await readdir(cacheDir)).toHaveLength(1);
    }, 120_000);

    it('again when what it fetched does not run any more', async () => {
      const path = await folderWithTools();
      const { path: program } = await findRedisServer({ path, cacheDir });
      await rm(program);
      await writeFile(program, '#!/bin/sh\nexit 127\n', { mode: 0o755 });
      const lines: string[] = [];
      const found = await findRedisServer({ path, cacheDir, onProgress: (line) => void lines.push(line) });
      expect(found.path).toBe(program);
      expect(lines[0]).toContain('is of no use');
      expect(await readdir(cacheDir)).toHaveLength(1);
    }, 120_000);

    it('package lists too where the machine has none', async () => {
      await mkdir(join(folder, 'none'));
      await withAptSettings(`Dir::State::lists "${join(folder, 'none')}";`);
      const lines: string[] = [];
      const onProgress = (line: string): void => void lines.push(line);
      const found = await findRedisServer({ path: await folderWithTools(), cacheDir, onProgress });
      expect(found.version).toMatch(/^\d/);
      expect(lines[1]).toBe('Fetching package lists too (apt has no package redis-server or valkey-server)');
      // The lists are large and of no more use.
      expect(await readdir(cacheDir)).toHaveLength(1);
    }, 120_000);

    it('nothing where no archive has it, and says so', async () => {
      await mkdir(join(folder, 'none'));
      await withAptSettings(
        `Dir::State::lists "${join(folder, 'none')}"; Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null";`,
      );
      const error = await failure({ path: await folderWithTools(), cacheDir });
      expect(error.message).toContain('apt has no package redis-server or valkey-server');
      expect(error.cause).toBeInstanceOf(AggregateError);
      expect(await readdir(cacheDir)).toEqual([]);
    }, 120_000);

    it('nothing without a network, and says so', async () => {
      await mkdir(join(folder, 'none'));
      await writeFile(join(folder, 'list'), 'deb [trusted=yes] http://127.0.0.1:1/debian stable main\n');
      await withAptSettings(
        `Dir::State::lists "${join(folder, 'none')}"; Dir::Etc::sourcelist "${join(folder, 'list')}"; Dir::Etc::sourceparts "/dev/null";`,
      );
      const error = await failure({ path: await folderWithTools(), cacheDir });
      expect(error.message).toMatch(/127\.0\.0\.1/);
    }, 120_000);
  });
});
