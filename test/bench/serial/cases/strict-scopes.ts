import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import type { Workbench } from '../../workbench.js';
import { AUTO_PIPELINED, INCR, STRICT } from './names.js';
import { inTurn, scopesOf } from './scopes.js';

/** So many callers at a time, whose numbers come from so many counters of one series. */
export async function strictScopes(
  bench: Workbench,
  {
    callers,
    scopes,
    atLeast,
  }: { readonly callers: number; readonly scopes: number; readonly atLeast: number },
): Promise<BenchCase> {
  const name = `scopes-${callers}-${scopes}`;
  const series = defineSeries({ name, pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:9}' });
  const serials = await bench.serials();
  const plain = await bench.client();
  const pipelining = await bench.client({ enableAutoPipelining: true });
  const keys = scopesOf(scopes).map(({ store }) => `incr:${name}:${store}`);
  const calls = scopesOf(scopes).map((scope) => ({ scope }));
  const count = (number: number): string => number.toLocaleString('en-US');
  return race({
    title: `${count(callers)} callers, ${scopes === callers ? 'a scope each' : `${count(scopes)} scopes`}`,
    base: INCR,
    contestants: [
      calling(
        INCR,
        inTurn(keys, (key) => plain.incr(key)),
        { callers },
      ),
      calling(
        AUTO_PIPELINED,
        inTurn(keys, (key) => pipelining.incr(key)),
        { callers },
      ),
      calling(
        STRICT,
        inTurn(calls, (call) => serials.next(series, call)),
        { callers, ours: true },
      ),
    ],
    targets: [{ contestant: STRICT, atLeast, times: INCR }],
    cpu: new CpuMeter([plain]),
  });
}
