import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findPostgres } from './find-postgres.js';

describe('findPostgres', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'find-postgres-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const folderWith = async (folder: string, ...names: string[]): Promise<string> => {
    await mkdir(join(home, folder), { recursive: true });
    for (const name of names) await writeFile(join(home, folder, name), '', { mode: 0o755 });
    return join(home, folder);
  };

  it('takes the newest version of those that are installed', async () => {
    await folderWith('9.6/bin', 'initdb', 'postgres');
    const newest = await folderWith('17/bin', 'initdb', 'postgres');
    await folderWith('8.4/bin', 'initdb', 'postgres');
    expect(await findPostgres(home, '')).toBe(newest);
  });

  it('leaves out a version of which nothing but the client is there', async () => {
    await folderWith('17/bin', 'psql');
    const older = await folderWith('15/bin', 'initdb', 'postgres', 'psql');
    expect(await findPostgres(home, '')).toBe(older);
  });

  it('looks on the PATH else', async () => {
    const [one, other] = [await folderWith('one', 'psql'), await folderWith('other', 'initdb', 'postgres')];
    expect(await findPostgres(join(home, 'none'), ['relative', one, other].join(delimiter))).toBe(other);
  });

  it('finds nothing where nothing is', async () => {
    expect(await findPostgres(home, home)).toBeUndefined();
  });
});
