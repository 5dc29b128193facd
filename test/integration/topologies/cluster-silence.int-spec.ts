import type { INestApplication } from '@nestjs/common';
import { Cluster } from 'ioredis';
import {
  defineSeries,
  LockService,
  type RedisUnavailableError,
  SerialService,
  type ClusterConnection,
} from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { ProxiedCluster } from '../../support/topology/proxied-cluster.js';
import { RedisCluster } from '../../support/topology/redis-cluster.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });
const COMMAND_TIMEOUT = 500;
const SOON_MS = 20_000;
// Some for each node.
const KEYS = upTo(24).map((n) => `lock-${n}`);

describe('a Cluster whose connections are there and carry nothing', () => {
  let cluster: RedisCluster;
  let proxied: ProxiedCluster;
  let app: INestApplication;
  let borrowed: Cluster | undefined;
  let tests = 0;
  beforeAll(async () => (cluster = await RedisCluster.start()));
  beforeEach(async () => (proxied = await ProxiedCluster.before(cluster)));
  afterEach(async () => {
    await app.close();
    borrowed?.disconnect();
    await proxied.close();
  });
  afterAll(() => cluster.stop());

  // What docs/operations.md says that a client of the app's own should have.
  const passedIn = ({ cluster: { nodes, options } }: ClusterConnection): Cluster =>
    new Cluster(nodes, { ...options, redisOptions: { socketTimeout: COMMAND_TIMEOUT } });

  const start = async (own: boolean): Promise<{ serials: SerialService; locks: LockService }> => {
    borrowed = own ? undefined : passedIn(proxied.connection);
    app = await testApp({
      connection: borrowed ?? proxied.connection,
      keyPrefix: `test-${++tests}`,
      commandTimeout: COMMAND_TIMEOUT,
      lock: { ttl: '10m' },
    });
    return { serials: app.get(SerialService), locks: app.get(LockService) };
  };
  const given = async (serials: SerialService, locks: LockService): Promise<number> => {
    const calls = KEYS.map((key) => locks.withLock(key, () => serials.next(Order)));
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(['REDIS_UNAVAILABLE', 'LOCK_TIMEOUT']).toContain(
          (outcome.reason as RedisUnavailableError).code,
        );
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  };

  it.each([
    ['every node', 'opened here', true],
    ['every node', 'passed in', false],
    ['one node', 'opened here', true],
  ])('works again after %s went silent, with a client that was %s', async (which, _, own) => {
    const { serials, locks } = await start(own);
    await eventually('all is there', async () => (await given(serials, locks)) === KEYS.length, SOON_MS);
    const [one] = await cluster.masters();
    const silent = which === 'one node' && one ? [proxied.of(one.port)] : proxied.all;
    for (const proxy of silent) proxy.halfOpen();
    expect(await given(serials, locks)).toBeLessThan(KEYS.length);
    // Nothing is left of what was under way: nobody waits for a lease of ten minutes.
    await eventually('all is given', async () => (await given(serials, locks)) === KEYS.length, SOON_MS);
  });
});
