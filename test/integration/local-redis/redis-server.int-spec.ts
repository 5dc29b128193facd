import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, RedisServerStartError, startRedisServer, type RedisServer } from 'local-redis';
import { eventually } from '../../support/eventually.js';
import { askRedis } from '../../support/ask-redis.js';
import { isAlive } from '../../support/is-alive.js';
import { parentOf, processesWith, stateOf } from '../../support/processes.js';

describe('startRedisServer', () => {
  const servers: RedisServer[] = [];

  async function start(...given: Parameters<typeof startRedisServer>): Promise<RedisServer> {
    const server = await startRedisServer(...given);
    servers.push(server);
    return server;
  }

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it('starts a server that answers at once', async () => {
    const server = await start();
    expect(await askRedis(server.port, 'PING')).toBe('+PONG');
    expect(await askRedis(server.port, 'INFO server')).toContain(`process_id:${server.pid}\r\n`);
    expect(server).toMatchObject({
      running: true,
      host: '127.0.0.1',
      url: `redis://127.0.0.1:${server.port}`,
    });
    await eventually('its log is read', () => server.logTail().includes(String(server.port)));
  });

  it.each([
    ['says next to nothing', ['--loglevel', 'warning']],
    ['wants a password', ['--requirepass', 'secret']],
  ])('starts a server that %s', async (_what, args) => {
    const server = await start({ args });
    expect(await askRedis(server.port, 'PING')).toMatch(/^(\+PONG|-NOAUTH)/);
  });

  it('gives up on a program that never answers', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mute-'));
    try {
      const program = join(dir, 'redis-server');
      await writeFile(program, `#!/bin/sh\nexec sleep 600\n`, { mode: 0o755 });
      const binary = { ...(await findRedisServer()), path: program };
      const error: unknown = await start({ binary }).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(RedisServerStartError);
      expect(error).toMatchObject({ status: undefined, portInUse: false });
      expect(await processesWith(program)).toEqual([]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('starts several side by side', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.port).not.toBe(two.port);
    expect(one.dir).not.toBe(two.dir);
    await askRedis(one.port, 'SET who one');
    expect(await askRedis(two.port, 'GET who')).toBe('$-1');
  });

  it('keeps nothing on disk by default', async () => {
    const server = await start();
    await askRedis(server.port, 'SET a 1');
    await server.kill('SIGTERM');
    expect(await readdir(server.dir)).toEqual([]);
    await server.restart();
    expect(await askRedis(server.port, 'GET a')).toBe('$-1');
  });

  it('is killed and restarted on its port with its data', async () => {
    const server = await start({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    const { port, pid, dir } = server;
    await askRedis(port, 'SET order 7');
    await server.kill();
    expect(await server.exited).toBe(128 + 9);
    expect(server.running).toBe(false);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(dir)).toBe(true);

    await server.restart();
    expect(server).toMatchObject({ running: true, port, dir });
    expect(server.pid).not.toBe(pid);
    expect(await askRedis(port, 'GET order')).toBe('$1\r\n7');
  });

  it('is restarted while it runs, also twice at once', async () => {
    const server = await start();
    await Promise.all([server.restart(), server.restart()]);
    expect(await askRedis(server.port, 'PING')).toBe('+PONG');
  });

  it('is restarted after it ended by itself', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.running).toBe(false);
    server.signal('SIGTERM');
    await server.restart();
    expect(await askRedis(server.port, 'PING')).toBe('+PONG');
  });

  it('stands still and goes on', async () => {
    const server = await start();
    server.signal('SIGSTOP');
    let answered = false;
    const answer = askRedis(server.port, 'PING').finally(() => (answered = true));
    expect(await stateOf(server.pid)).toBe('T');
    expect(answered).toBe(false);
    expect(server.running).toBe(true);
    server.signal('SIGCONT');
    expect(await answer).toBe('+PONG');
  });

  it('is killed while it stands still', async () => {
    const server = await start();
    server.signal('SIGSTOP');
    await server.kill();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('leaves nothing when it is stopped, however often', async () => {
    const server = await start({ args: ['--appendonly', 'yes'] });
    const { pid, dir } = server;
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(dir)).toBe(false);
    expect(server.running).toBe(false);
    expect(await processesWith(dir)).toEqual([]);
    await expect(server.restart()).rejects.toThrow('was stopped');
  });

  it('leaves nothing when it is stopped after a kill and after restarts', async () => {
    const server = await start();
    await server.restart();
    await server.kill();
    await server.restart();
    await server.kill();
    await server.stop();
    expect(existsSync(server.dir)).toBe(false);
    expect(await processesWith(server.dir)).toEqual([]);
  });

  it('is stopped at the end of its scope', async () => {
    let dir: string;
    {
      await using server = await startRedisServer();
      dir = server.dir;
      expect(existsSync(dir)).toBe(true);
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('goes when somebody kills the watchdog', async () => {
    const server = await start();
    process.kill(await parentOf(server.pid), 'SIGKILL');
    expect(await server.exited).toBe(-1);
    await server.stop();
    expect(existsSync(server.dir)).toBe(false);
  });

  it('uses and keeps a folder of the caller', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'callers-'));
    try {
      const server = await start({ dir: join(dir, 'data'), args: ['--appendonly', 'yes'] });
      await server.stop();
      expect(await readdir(join(dir, 'data'))).not.toEqual([]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('tells the log of a server that refuses its arguments', async () => {
    const temporary = process.env.TMPDIR;
    const folder = await mkdtemp(join(tmpdir(), 'refused-'));
    try {
      process.env.TMPDIR = folder;
      const error: unknown = await start({ args: ['--no-such-option', 'yes'] }).catch(
        (error: unknown) => error,
      );
      expect(error).toBeInstanceOf(RedisServerStartError);
      expect(error).toMatchObject({ status: 1, portInUse: false });
      expect((error as Error).message).toContain('no-such-option');
      expect(await readdir(folder)).toEqual([]);
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
      await rm(folder, { recursive: true });
    }
  });

  it('tells of a program that is not there', async () => {
    const binary = { ...(await findRedisServer()), path: '/no/such/redis-server' };
    await expect(start({ binary })).rejects.toThrow('/no/such/redis-server');
  });

  it('fails at once on a given port that is taken', async () => {
    const other = await start();
    const error: unknown = await start({ port: other.port }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RedisServerStartError);
    expect(error).toMatchObject({ portInUse: true });
  });

  it('can be restarted when its port is free again', async () => {
    const server = await start();
    await server.kill();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(server.port, '127.0.0.1', resolve));
    await expect(server.restart()).rejects.toMatchObject({ portInUse: true });
    expect(existsSync(server.dir)).toBe(true);
    await new Promise((resolve) => squatter.close(resolve));
    await server.restart();
    expect(await askRedis(server.port, 'PING')).toBe('+PONG');
  });

  it('takes another port when the one chosen was taken meanwhile', async () => {
    const other = await start();
    const real = await findRedisServer();
    const dir = await mkdtemp(join(tmpdir(), 'late-'));
    try {
      // The real server, at its first start on a port that was just taken.
      const program = join(dir, 'redis-server');
      const first = `mkdir '${dir}/started' 2>/dev/null && set -- "$@" --port ${other.port}`;
      await writeFile(program, `#!/bin/sh\n${first}\nexec '${real.path}' "$@"\n`, { mode: 0o755 });
      const server = await start({ binary: { ...real, path: program } });
      expect(existsSync(join(dir, 'started'))).toBe(true);
      expect(await askRedis(server.port, 'PING')).toBe('+PONG');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
