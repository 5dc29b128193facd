import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartOf } from './chart.js';
import type { Conditions } from './conditions.js';
import type { Machine } from './machine.js';
import { pageOf } from './page.js';
import type { Row } from './row.js';
import { tableOf } from './table.js';

/** Writes the page and its chart into a folder. */
export async function writeReport(
  folder: string,
  rows: readonly Row[],
  machine: Machine,
  conditions: Conditions,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'serial.svg'), chartOf(rows));
  await writeFile(
    join(folder, 'serial.md'),
    await pageOf(await tableOf(rows), 'serial.svg', machine, conditions),
  );
}
