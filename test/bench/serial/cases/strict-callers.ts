import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import type { Target } from '../../race/target.js';
import { incr, incrAndExpire, scriptedIncr } from './commands.js';
import type { Workbench } from '../../workbench.js';
import { HandWrittenGroup } from './hand-written-group.js';
import { AUTO_PIPELINED, BARE_GROUP, BARE_SCRIPT, INCR, STRICT } from './names.js';

const TARGETS = new Map<number, readonly Target[]>([
  [1, [{ contestant: STRICT, atLeast: 0.62, times: INCR }]],
  [
    64,
    [
      { contestant: STRICT, atLeast: 4.5, times: INCR },
      { contestant: STRICT, atLeast: 2.3, times: AUTO_PIPELINED },
    ],
  ],
  [
    1000,
    [
      { contestant: STRICT, atLeast: 14, times: INCR },
      { contestant: STRICT, atLeast: 8, times: AUTO_PIPELINED },
    ],
  ],
]);

/** So many callers at a time, each waiting for its number before it asks for the next. */
export async function strictCallers(bench: Workbench, callers: number): Promise<BenchCase> {
  const name = `strict-${callers}`;
  const series = defineSeries({ name, pattern: 'ORD-{date:yyyyMMdd}-{seq:9}' });
  const serials = await bench.serials();
  const plain = await bench.client();
  // A caller alone has nothing that could go along in its pipeline.
  const pipelining = callers > 1 ? await bench.client({ enableAutoPipelining: true }) : undefined;
  const group = new HandWrittenGroup(plain, `group:${name}`);
  return race({
    title:
      callers === 1 ? '1 caller, one number after the other' : `${callers.toLocaleString('en-US')} callers`,
    base: INCR,
    contestants: [
      calling(INCR, incr(plain, `incr:${name}`), { callers }),
      ...(pipelining ? [calling(AUTO_PIPELINED, incr(pipelining, `auto:${name}`), { callers })] : []),
      calling('MULTI INCR + EXPIRE', incrAndExpire(plain, `multi:${name}`), { callers }),
      // The bounds of what can be had: each call a script, or all who wait in one command.
      callers === 1
        ? calling(BARE_SCRIPT, await scriptedIncr(plain, `script:${name}`), { callers })
        : calling(BARE_GROUP, () => group.next(), { callers }),
      calling(STRICT, () => serials.next(series), { callers, ours: true }),
    ],
    targets: TARGETS.get(callers) ?? [],
    cpu: new CpuMeter([plain]),
  });
}
