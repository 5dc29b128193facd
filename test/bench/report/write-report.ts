import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reported } from '../benchmark.js';
import { chartOf } from './chart.js';
import type { Conditions } from './conditions.js';
import type { Machine } from './machine.js';
import { pageOf } from './page.js';
import type { Row } from './row.js';
import { tableOf } from './table.js';

/** Writes the page and its charts into a folder, of the rows of each group that was measured. */
export async function writeReport(
  folder: string,
  benchmark: Reported,
  rows: ReadonlyMap<string, readonly Row[]>,
  machine: Machine,
  conditions: Conditions,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const charts = benchmark.charts.filter(({ groups }) => groups.some((group) => rows.has(group)));
  for (const { file, title, groups } of charts) {
    const drawn = groups.flatMap((group) => rows.get(group) ?? []);
    await writeFile(join(folder, file), chartOf(title, drawn));
  }
  const table = await tableOf([...rows.values()].flat());
  const page = await pageOf(benchmark, charts, table, machine, conditions);
  await writeFile(join(folder, `${benchmark.name}.md`), page);
}
