import { startRedisServer, type RedisServer } from 'local-redis';
import { resolve } from 'node:path';
import { Program } from '../support/program.js';
import { RedisProxy } from '../support/redis-proxy.js';
import { SoundRedis } from '../support/sound-redis.js';
import { RedisCluster } from '../support/topology/redis-cluster.js';
import { SentinelGroup } from '../support/topology/sentinel-group.js';

const SECRET = 'geheim-7';

afterAll(() => Program.endAll());

describe('the doctor on the command line', () => {
  let sound: SoundRedis;
  let bare: RedisServer;

  beforeAll(async () => {
    [sound, bare] = await Promise.all([SoundRedis.start(), startRedisServer()]);
    await sound.client.acl('SETUSER', 'limited', 'on', `>${SECRET}`, '~*', '&*', '+@all');
  });
  afterAll(async () => {
    await Promise.all([sound.stop(), bare.stop()]);
  });

  it('prints a report, and fails for a danger', async () => {
    const { code, output } = await cli('--url', bare.url);
    expect(code).toBe(1);
    expect(output).toContain(`${bare.host}:${bare.port}\n✓ Redis `);
    expect(output).toMatch(
      /\n✗ Nothing is kept on disk.*\n {4}Numbers: .*\n {4}Locks: .*\n {4}→ appendonly yes\n/,
    );
    expect(output).toMatch(/\n! No replica is connected\n/);
    expect(output).toContain('1 danger, 1 warning.');
    expect(output).not.toContain('\u001B');
  });

  it('succeeds when all is well, and takes REDIS_URL', async () => {
    const { code, output } = await cliWith({ REDIS_URL: sound.url }, '--strict');
    expect(output).toContain('All is well.');
    expect(code).toBe(0);
  });

  it('fails for a warning only when it is strict', async () => {
    await sound.set({ appendfsync: 'everysec' });
    const [lenient, strict] = [await cli('--url', sound.url), await cli('--url', sound.url, '--strict')];
    await sound.set({ appendfsync: 'always' });
    expect(lenient.code).toBe(0);
    expect(lenient.output).toContain('! The AOF reaches the disk late (appendfsync everysec)');
    expect(strict.code).toBe(1);
  });

  it('prints JSON', async () => {
    const { code, output } = await cli('--url', bare.url, '--json');
    expect(code).toBe(1);
    const node = `${bare.host}:${bare.port}`;
    expect(JSON.parse(output)).toMatchObject({
      servers: [{ node, passed: expect.arrayContaining(['It is a master']) as unknown }],
      findings: [
        { code: 'NO_PERSISTENCE', severity: 'danger', node, cure: 'appendonly yes' },
        { code: 'NO_REPLICA', severity: 'warning', node },
      ],
    });
  });

  it('explains itself, and fails, given what it does not know, and never repeats a password', async () => {
    const { code, output } = await program(['doctor', `--redis://:${SECRET}@a`]);
    expect(code).toBe(2);
    expect(output).toContain('Usage: nestjs-redis-serial doctor');
    expect(output).not.toContain(SECRET);
  });

  it('says that Redis is away, never with what password', async () => {
    const proxy = await RedisProxy.before(bare.url);
    proxy.freeze();
    const { port } = new URL(proxy.url);
    const places = [
      ['--url', `redis://me:${SECRET}@127.0.0.1:1`],
      ['--url', `redis://me:${SECRET}@127.0.0.1:${port}`],
      ['--url', `redis://limited:${SECRET}-wrong@${sound.master.host}:${sound.master.port}`],
      ['--cluster', '127.0.0.1:1'],
      ['--sentinel', '127.0.0.1:1,127.0.0.1:2', '--name', 'mine'],
    ];
    const ended = await Promise.all(places.map((place) => cliWith({ REDIS_PASSWORD: SECRET }, ...place)));
    for (const [index, { code, output }] of ended.entries()) {
      const place = places[index];
      expect({ place, code }).toEqual({ place, code: 3 });
      expect(output).toMatch(/^Redis can't be reached: /);
      expect(output).not.toContain(SECRET);
    }
    await proxy.close();
  });

  it('never prints the password of a Redis that answers', async () => {
    const url = `redis://limited:${SECRET}@${sound.master.host}:${sound.master.port}`;
    for (const form of [[], ['--json']]) {
      const { code, output } = await cli('--url', url, ...form);
      expect(code).toBe(0);
      expect(output).not.toContain(SECRET);
    }
  });

  it('looks at every master of a Cluster', async () => {
    const cluster = await RedisCluster.start();
    const [node] = (await cluster.masters()) as [RedisServer];
    const { code, output } = await cli('--cluster', `${node.host}:${node.port}`, '--json');
    await cluster.stop();
    expect(code).toBe(1);
    expect((JSON.parse(output) as { servers: unknown[] }).servers).toHaveLength(3);
  });

  it('looks at the master that the Sentinels name', async () => {
    const group = await SentinelGroup.start();
    const { sentinels = [], name = '' } = group.connection;
    const { host, port } = await group.master();
    const list = sentinels.map((sentinel) => `${sentinel.host}:${sentinel.port}`).join(',');
    const { output } = await cli('--sentinel', list, '--name', name);
    await group.stop();
    expect(output.split('\n')[0]).toBe(`${host}:${port}`);
    expect(output).toContain('✓ Its 2 replicas are in step');
    expect(output).toContain('! It takes writes even when cut off');
  });
});

const cli = (...options: string[]): Promise<Ended> => program(['doctor', ...options]);
const cliWith = (env: NodeJS.ProcessEnv, ...options: string[]): Promise<Ended> =>
  program(['doctor', ...options], env);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function program(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const started = Program.start(resolve('libs/redis-serial/dist/cli/main.js'), args, env);
  const code = await started.exit();
  return { code, output: started.output };
}
