import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findMariaDb } from './find-mariadb.js';

describe('findMariaDb', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'find-mariadb-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const programIn = async (folder: string, mode = 0o755): Promise<string> => {
    await mkdir(join(home, folder));
    const program = join(home, folder, 'mariadbd');
    await writeFile(program, '', { mode });
    return program;
  };

  it('takes that of the distribution first', async () => {
    const program = await programIn('sbin');
    await programIn('bin');
    expect(await findMariaDb(join(home, 'sbin'), join(home, 'bin'))).toBe(program);
  });

  it('looks on the PATH else, for one that can be run', async () => {
    await programIn('text', 0o644);
    const program = await programIn('bin');
    const path = ['relative', join(home, 'none'), join(home, 'text'), join(home, 'bin')].join(delimiter);
    expect(await findMariaDb(join(home, 'sbin'), path)).toBe(program);
  });

  it('finds nothing where nothing is', async () => {
    expect(await findMariaDb(home, home)).toBeUndefined();
  });
});
