import { defineSeries, type SerialService } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import { figure } from '../../report/figures.js';
import type { Workbench } from '../../workbench.js';

const ALONE = 'nothing else';
const AT_ONCE = 500;
/** log₂ of 100,000 is 17; what grows with the number itself would be far below. */
const NEARLY_AS_MANY = 0.7;

/** Reservations beside many others of the same period. */
export async function growing(bench: Workbench): Promise<BenchCase> {
  const serials = await bench.serials();
  const contestants = [
    await beside(serials, ALONE, 0, 0),
    await beside(serials, `${figure(100)} reserved`, 100, 0),
    await beside(serials, `${figure(10_000)} reserved`, 10_000, 0),
    await beside(serials, `${figure(10_000)} confirmed`, 0, 10_000),
    await beside(serials, `${figure(100_000)} confirmed`, 0, 100_000),
  ];
  const grown = contestants.slice(1).map(({ name }) => name);
  return race({
    title: 'reserve() and confirm(), 1 caller, beside…',
    base: ALONE,
    contestants,
    targets: grown.map((contestant) => ({ contestant, atLeast: NEARLY_AS_MANY, times: ALONE })),
  });
}

async function beside(
  serials: SerialService,
  name: string,
  reserved: number,
  confirmed: number,
): Promise<Contestant> {
  const series = defineSeries({
    name: `beside-${name.replace(/\W/g, '-')}`,
    pattern: 'INV-{date:yyyy}-{seq:9}',
    mode: 'gapless',
    gapless: { lease: '1d' },
  });
  for (let made = 0; made < reserved + confirmed; made += AT_ONCE) {
    const some = Math.min(AT_ONCE, reserved + confirmed - made);
    await Promise.all(
      Array.from({ length: some }, async () => {
        const one = await serials.reserve(series);
        if (made < confirmed) await one.confirm();
      }),
    );
  }
  const take = async (): Promise<void> => {
    await (await serials.reserve(series)).confirm();
  };
  return calling(name, take, { callers: 1, ours: true });
}
