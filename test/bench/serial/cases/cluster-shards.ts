import type { Redis } from 'ioredis';
import { defineSeries, RedisSerialModule, SerialService } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import { openCluster } from '../../redis/open-cluster.js';
import { atMost } from '../../report/row.js';
import type { Workbench } from '../../workbench.js';
import { inTurn, scopesOf } from './scopes.js';

const ONE = 'shards: 1';
const EIGHT = 'shards: 8';
const [CALLERS, SHARDS] = [1_000, 8] as const;
/**
 * A load that goes on: with shards the ceilings of each are low at first, so that a burst waits until higher ones are
 * old enough, which is not what is measured here.
 */
const RUN_IN = 4;
/** A number may cost so many times as much as with one shard. */
const DEARER = 1.5;

/** What it costs to spread the counters of a series over a Cluster. */
export async function clusterShards(bench: Workbench): Promise<BenchCase> {
  const { servers, clients } = await openCluster(bench);
  const nodes = servers.map(({ host, port }) => ({ host, port }));
  const app = await bench.app(
    RedisSerialModule.forRoot({ connection: { cluster: { nodes } }, keyPrefix: 'bench' }),
  );
  const serials = app.get(SerialService);
  const calls = scopesOf(CALLERS).map((scope) => ({ scope }));
  const contestant = (name: string, shards: number): Contestant => {
    const series = defineSeries({
      name: `over-${shards}`,
      pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:9}',
      shards,
    });
    return calling(
      name,
      inTurn(calls, (call) => serials.next(series, call)),
      { callers: CALLERS, ours: true, runIn: RUN_IN },
    );
  };
  const measured = race({
    title: 'A Cluster of three nodes, 1,000 callers, a scope each',
    base: ONE,
    contestants: [contestant(ONE, 1), contestant(EIGHT, SHARDS)],
    targets: [{ contestant: EIGHT, atLeast: 1 / DEARER, times: ONE }],
    cpu: new CpuMeter(clients),
  });
  let slots = Number.NaN;
  const look = {
    warmUp: () => Promise.resolve(),
    measure: async () => {
      slots = await slotsOf(clients, `over-${SHARDS}`);
    },
  };
  const count = (figure: number): string => `${figure} slots`;
  return {
    ...measured,
    trials: [...measured.trials, look],
    rows: () => {
      const [first, ...others] = measured.rows();
      const [eight] = others;
      if (!first || !eight) return [];
      const spread = { ...atMost(SHARDS, slots, count), target: count(SHARDS), met: slots === SHARDS };
      return [first, { ...eight, verdicts: [...eight.verdicts, spread] }];
    },
  };
}

/** In how many slots the counters of a series lie. */
async function slotsOf(clients: readonly Redis[], series: string): Promise<number> {
  const [first] = clients;
  if (!first) throw new TypeError('A Cluster has a node at least');
  const keys = (
    await Promise.all(clients.map((client) => client.keys(`bench:counters:{${series}#*`)))
  ).flat();
  const slots = await Promise.all(keys.map((key) => first.cluster('KEYSLOT', key)));
  return new Set(slots).size;
}
