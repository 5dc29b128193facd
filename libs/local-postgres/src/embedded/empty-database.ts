import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where tools keep what they can make again; `npm ci` empties it. */
const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/local-postgres/', import.meta.url));
/** Of 40 MB leaves 16: there is one database in it, and none is made from a template. */
const SMALLER = [
  'UPDATE pg_database SET datistemplate = false',
  'DROP DATABASE template0',
  'DROP DATABASE template1',
  // Else each copy would begin with recovering what is in the log only.
  'CHECKPOINT',
];
/** What a folder answers in which nothing can be kept. */
const NOT_TO_BE_WRITTEN = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'];

/**
 * The files of an empty database as a tar archive. PGlite takes seconds of CPU to make them, so that is done once for
 * each of its versions, and kept.
 */
export async function emptyDatabase(): Promise<Buffer> {
  const file = join(CACHE, `pglite-${await versionOfPGlite()}.tar`);
  const kept = await readFile(file).catch(() => undefined);
  return kept ?? (await make(file));
}

async function make(file: string): Promise<Buffer> {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = new PGlite({ initDbStartParams: ['--wal-segsize=1'] });
  for (const statement of SMALLER) await database.exec(statement);
  const archive = Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer());
  await database.close();
  await keep(archive, file);
  return archive;
}

/** Under its name there is all of it or nothing, whoever else makes it at the same time. */
async function keep(archive: Buffer, file: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, archive, { flush: true });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (!NOT_TO_BE_WRITTEN.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function versionOfPGlite(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
