import { jest } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import type { RedisServer } from 'local-redis';
import { examineRedis, OptionsError, RedisUnavailableError, type DoctorFinding } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { SoundRedis } from '../support/sound-redis.js';
import { asking } from '../support/topology/asking.js';
import { RedisCluster } from '../support/topology/redis-cluster.js';

const SECRET = 'geheim-7';

describe('the doctor', () => {
  let sound: SoundRedis;

  beforeAll(async () => {
    sound = await SoundRedis.start();
    await sound.client.acl('SETUSER', 'limited', 'on', `>${SECRET}`, '~*', '&*', '+@all');
  });
  afterAll(() => sound.stop());

  describe('finds, until it is cured,', () => {
    it.each<[string, Record<string, string>, Record<string, string>]>([
      ['danger EVICTION', { maxmemory: '1gb', 'maxmemory-policy': 'allkeys-lru' }, { maxmemory: '0' }],
      ['danger EVICTION', { maxmemory: '1gb', 'maxmemory-policy': 'volatile-ttl' }, { maxmemory: '0' }],
      ['warning EVICTION', { 'maxmemory-policy': 'allkeys-lru' }, {}],
      ['danger NO_PERSISTENCE', { appendonly: 'no', save: '' }, { appendonly: 'yes' }],
      ['warning NO_AOF', { appendonly: 'no', save: '900 1' }, { appendonly: 'yes', save: '' }],
      ['warning AOF_FSYNC', { appendfsync: 'everysec' }, { appendfsync: 'always' }],
      ['warning AOF_FSYNC', { appendfsync: 'no' }, { appendfsync: 'always' }],
      ['warning SPLIT_BRAIN', { 'min-replicas-to-write': '0' }, { 'min-replicas-to-write': '1' }],
    ])('%s: %j', async (code, ill, cured) => {
      await sound.set(ill);
      expect(await sound.found()).toEqual([code]);
      await sound.set({ ...cured, 'maxmemory-policy': 'noeviction' });
      expect(await sound.found()).toEqual([]);
    });

    it('that no replica is connected', async () => {
      const ask = (...args: [string, string]): Promise<unknown> =>
        asking(sound.replica, (of) => of.replicaof(...args));
      await ask('NO', 'ONE');
      await eventually('it is missed', async () => (await sound.found())[0] === 'warning NO_REPLICA');
      await ask(sound.master.host, String(sound.master.port));
      await sound.becomesSound();
    });

    it('that a replica is behind', async () => {
      sound.replica.signal('SIGSTOP');
      await sound.client.set('much', 'x'.repeat(11 * 1024 * 1024));
      const findings = await examineRedis(sound.client);
      sound.replica.signal('SIGCONT');
      expect(findings).toMatchObject([{ code: 'REPLICA_BEHIND', severity: 'warning' }]);
      expect(findings[0]?.title).toContain(`${sound.replica.host}:${sound.replica.port}`);
      await sound.becomesSound();
    });

    it('that it was led to a replica, and where the master is', async () => {
      const findings = await asking(sound.replica, (of) => examineRedis(of));
      const found = findings.find(({ code }) => code === 'REPLICA');
      expect(found).toMatchObject({
        severity: 'danger',
        node: `${sound.replica.host}:${sound.replica.port}`,
      });
      expect(found?.cure).toContain(`${sound.master.host}:${sound.master.port}`);
      expect(findings.map(({ code }) => code)).not.toContain('NO_REPLICA');
    });

    it.each([-5_000, 5_000])('that the clocks are apart by %i ms', async (apart) => {
      const { now } = Date;
      jest.spyOn(Date, 'now').mockImplementation(() => now() - apart);
      const findings = await examineRedis(sound.client);
      jest.restoreAllMocks();
      expect(findings).toMatchObject([{ code: 'CLOCK', severity: 'warning' }]);
      expect(findings[0]?.title).toMatch(apart > 0 ? /^Its clock is 5 s ahead/ : /^Its clock is 5 s behind/);
      expect(await sound.found()).toEqual([]);
    });
  });

  describe('says what it may not see, and still finds the rest', () => {
    const asLimited = async (...rights: string[]): Promise<DoctorFinding[]> => {
      await sound.client.acl('SETUSER', 'limited', '+@all', ...rights);
      const limited = new Redis(sound.master.port, {
        username: 'limited',
        password: SECRET,
        // Without INFO ioredis can't check, and says so on the console.
        enableReadyCheck: false,
      });
      try {
        return await examineRedis(limited);
      } finally {
        limited.disconnect();
      }
    };
    const titleOf = (findings: DoctorFinding[], code: string): string | undefined =>
      findings.find((finding) => finding.code === code)?.title;

    it('without CONFIG', async () => {
      await sound.set({ 'maxmemory-policy': 'allkeys-lru' });
      const findings = await asLimited('-config');
      await sound.set({ 'maxmemory-policy': 'noeviction' });
      expect(findings.map(({ code }) => code)).toEqual(['EVICTION', 'UNCHECKED']);
      expect(titleOf(findings, 'UNCHECKED')).toBe(
        'Could not be checked: appendfsync, min-replicas-to-write (CONFIG GET: not permitted)',
      );
    });

    it('without INFO, which scripts lack too', async () => {
      await sound.set({ appendfsync: 'everysec' });
      const findings = await asLimited('-info');
      await sound.set({ appendfsync: 'always' });
      expect(findings.map(({ code }) => code)).toEqual(['RUN_HIDDEN', 'AOF_FSYNC', 'UNCHECKED']);
      expect(findings[0]).toMatchObject({ severity: 'danger' });
      expect(titleOf(findings, 'UNCHECKED')).toMatch(
        /the version, whether it is a master, its replicas \(INFO/,
      );
    });

    it('where scripts must name a key of the app, and may use no other', async () => {
      await sound.client.acl('SETUSER', 'limited', 'resetkeys', '~serial:*');
      const findings = await asLimited();
      await sound.client.acl('SETUSER', 'limited', '~*');
      expect(findings).toEqual([]);
    });

    it('without anything', async () => {
      const findings = await asLimited('-@all', '+ping');
      expect(findings).toMatchObject([{ code: 'UNCHECKED', severity: 'warning' }]);
      expect(findings[0]?.cure).toMatch(/\+info .*\+config\|get .*\+eval \+time/);
    });

    it('with everything, nothing', async () => {
      expect(await asLimited()).toEqual([]);
    });
  });

  it('refuses what is no client', async () => {
    for (const wrong of [undefined, sound.url, {}])
      await expect(examineRedis(wrong as never)).rejects.toThrow(OptionsError);
  });

  it('says when nobody answers', async () => {
    const gone = new Redis(1, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
    gone.on('error', () => undefined);
    await expect(examineRedis(gone)).rejects.toThrow(RedisUnavailableError);
  });

  describe('of a Cluster', () => {
    let cluster: RedisCluster;
    let asked: Cluster;
    beforeAll(async () => {
      cluster = await RedisCluster.start();
      asked = new Cluster(cluster.connection.cluster.nodes);
      asked.on('error', () => undefined);
      await eventually('it is connected', () => asked.status === 'ready');
    });
    afterAll(async () => {
      asked.disconnect();
      await cluster.stop();
    });
    const having = (findings: DoctorFinding[], code: string): string[] =>
      findings.filter((finding) => finding.code === code).map(({ node }) => node);

    it('looks at every master, and names it', async () => {
      const masters = await cluster.masters();
      const nodes = masters.map(({ host, port }) => `${host}:${port}`).sort();
      const findings = await examineRedis(asked);
      expect(having(findings, 'FULL_COVERAGE').sort()).toEqual(nodes);
      // The scripts that were run on each of them had a key there.
      expect([...having(findings, 'UNCHECKED'), ...having(findings, 'RUN_HIDDEN')]).toEqual([]);
      expect(having(findings, 'NO_PERSISTENCE').sort()).toEqual(nodes);
      const [cured] = masters as [RedisServer];
      await asking(cured, (of) => of.config('SET', 'cluster-require-full-coverage', 'no'));
      const left = having(await examineRedis(asked), 'FULL_COVERAGE').sort();
      expect(left).toEqual(nodes.filter((node) => node !== `${cured.host}:${cured.port}`));
    });

    it('finds what there is on the others while one does not answer', async () => {
      const [stopped] = (await cluster.masters()) as [RedisServer];
      stopped.signal('SIGSTOP');
      const findings = await examineRedis(asked);
      stopped.signal('SIGCONT');
      expect(having(findings, 'UNCHECKED')).toEqual([`${stopped.host}:${stopped.port}`]);
      expect(having(findings, 'NO_PERSISTENCE')).toHaveLength(2);
    });
  });
});
