import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { localServers } from '../local-servers.js';
import { startInstance, type Instance } from './instances.js';
import { placeOrders } from './place-orders.js';
import { reportOn } from './report.js';

interface LoadOptions {
  readonly orders: number;
  readonly workers: number;
  readonly concurrency: number;
}

/* Several instances of the app on one Redis place orders side by side. Is each number there, and only once? */
async function load({ orders, workers, concurrency }: LoadOptions): Promise<void> {
  const servers = await localServers();
  const instances: Instance[] = [];
  try {
    const starting = Array.from({ length: workers }, async () =>
      instances.push(await startInstance(servers)),
    );
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'rejected') throw started.reason;
    }
    await measure(instances, orders, concurrency);
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()));
    await servers.stop();
  }
}

async function measure(instances: readonly Instance[], orders: number, concurrency: number): Promise<void> {
  // A new store, since a Redis that was used before may have numbers of the others.
  const store = `L${Date.now().toString(36).toUpperCase().slice(-7)}`;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} orders, {eta_formatted} to go',
    noTTYOutput: true,
  });
  bar.start(orders, 0);
  const started = performance.now();
  const shares = instances.map((_, index) => Math.floor((orders + index) / instances.length));
  const perInstance = await Promise.all(
    instances.map(({ url }, index) =>
      placeOrders(url, store, shares[index] ?? 0, concurrency, () => {
        bar.increment();
      }),
    ),
  ).finally(() => {
    bar.stop();
  });
  const seconds = (performance.now() - started) / 1000;

  const { issued, duplicates, gaps } = reportOn(perInstance.flat());
  console.table({
    instances: { total: instances.length },
    'numbers issued': { total: issued },
    duplicates: { total: duplicates },
    gaps: { total: gaps },
    'orders/s': { total: Math.round(issued / seconds) },
  });
  if (duplicates > 0 || gaps > 0) process.exitCode = 1;
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('expected a whole number, 1 or more.');
}

const program = new Command('load')
  .description('Places orders at several instances of the order demo on one Redis and checks their numbers.')
  .option('--orders <count>', 'orders in all', atLeastOne, 20_000)
  .option('--workers <count>', 'instances of the app', atLeastOne, 4)
  .option('--concurrency <count>', 'orders placed at a time, at each instance', atLeastOne, 16)
  .action(load);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
