import {
  defineSeries,
  RedisSerialModule,
  SerialService,
  SqlHighWaterStore,
  SqlReservationLedger,
} from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling, type Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import type { Workbench } from '../../workbench.js';
import { documentStore, type DocumentStore } from '../document-store.js';

const ROW = 'counter row';
const OURS = 'reserve() … confirm()';
const RESERVING = 'reserve() and confirm()';
const TIMES = 10;

/** Documents by so many callers, none of whose numbers may be missing. */
export async function documents(bench: Workbench, callers: number): Promise<BenchCase> {
  const store = await documentStore(bench);
  const contestants = [
    await lockedRow(store, callers),
    await withReservation(bench, store, callers),
    await reserving(bench, store, callers),
    await withGaps(bench, store, callers),
  ];
  const isTarget = callers === 50;
  return race({
    title: `${callers} callers`,
    base: ROW,
    contestants,
    targets: isTarget
      ? [OURS, RESERVING].map((contestant) => ({ contestant, atLeast: TIMES, times: ROW }))
      : [],
  });
}

async function lockedRow(store: DocumentStore, callers: number): Promise<Contestant> {
  const kind = `row-${callers}`;
  await store.beginRow(kind);
  return calling(ROW, () => store.write(kind, (client) => store.nextOfRow(kind, client)), { callers });
}

async function withReservation(bench: Workbench, store: DocumentStore, callers: number): Promise<Contestant> {
  const { serials, ledger, series } = await gapless(bench, store, `doc${callers}`);
  const write = async (): Promise<void> => {
    const reserved = await serials.reserve(series);
    const { text } = reserved;
    await store.write(series.name, async (client) => {
      await ledger.confirm({ series, text }, (sql, params) => client.query(sql, params));
      return text;
    });
    await reserved.confirm();
  };
  const contestant = calling(OURS, write, { callers, ours: true });
  return {
    ...contestant,
    perSecond: async (seconds) => {
      const perSecond = await contestant.perSecond(seconds);
      await audited(serials, series, await store.count(series.name));
      return perSecond;
    },
  };
}

async function reserving(bench: Workbench, store: DocumentStore, callers: number): Promise<Contestant> {
  const { serials, series } = await gapless(bench, store, `bare${callers}`);
  let confirmed = 0;
  const take = async (): Promise<void> => {
    const reserved = await serials.reserve(series);
    await reserved.confirm();
    confirmed++;
  };
  const contestant = calling(RESERVING, take, { callers, ours: true });
  return {
    ...contestant,
    perSecond: async (seconds) => {
      const perSecond = await contestant.perSecond(seconds);
      await audited(serials, series, confirmed);
      return perSecond;
    },
  };
}

async function withGaps(bench: Workbench, store: DocumentStore, callers: number): Promise<Contestant> {
  const client = await bench.client();
  const kind = `incr-${callers}`;
  const write = async (): Promise<void> => {
    const number = String(await client.incr(`bench:${kind}`));
    await store.write(kind, () => Promise.resolve(number));
  };
  return calling('INCR, with gaps', write, { callers });
}

type Gapless = ReturnType<typeof seriesOf>;

async function gapless(
  bench: Workbench,
  { query }: DocumentStore,
  name: string,
): Promise<{ serials: SerialService; ledger: SqlReservationLedger; series: Gapless }> {
  const ledger = new SqlReservationLedger({ query });
  await ledger.prepare();
  const series = seriesOf(name);
  const app = await bench.app(
    RedisSerialModule.forRoot({
      connection: bench.url,
      keyPrefix: 'bench',
      doctor: 'off',
      series: [series],
      durability: { highWater: new SqlHighWaterStore({ query }) },
      ledger,
    }),
  );
  return { serials: app.get(SerialService), ledger, series };
}

function seriesOf(name: string) {
  return defineSeries({ name, pattern: 'INV-{date:yyyy}-{seq:9}', mode: 'gapless' });
}

async function audited(serials: SerialService, series: Gapless, documents: number): Promise<void> {
  const { confirmed, pending, voided, missing } = await serials.audit(series);
  if (confirmed === documents && pending + voided.length + missing.length === 0) return;
  throw new Error(
    `Of series ${series.name} ${confirmed} numbers are confirmed, ${pending} pending, ${voided.length} void, ` +
      `${missing.length} missing: expected ${documents}, 0, 0 and 0`,
  );
}
