import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolders, firstWritable } from './cache-folder.js';

function noHome(): never {
  throw new Error('uv_os_homedir returned ENOENT');
}

describe('cacheFolders', () => {
  const temporary = expect.stringMatching(/nestjs-redis-serial-\w+$/) as string;

  it('is the named folder and no other', () => {
    expect(cacheFolders('/named', { LOCAL_REDIS_CACHE: '/variable' })).toEqual(['/named']);
    expect(cacheFolders(undefined, { LOCAL_REDIS_CACHE: '/variable' })).toEqual(['/variable']);
  });

  it('is in the cache folder of the user, then in the temporary folder', () => {
    expect(cacheFolders(undefined, { XDG_CACHE_HOME: '/xdg' })).toEqual([
      '/xdg/nestjs-redis-serial',
      temporary,
    ]);
    const home = join(homedir(), '.cache', 'nestjs-redis-serial');
    expect(cacheFolders(undefined, {})).toEqual([home, temporary]);
    expect(cacheFolders(undefined, { XDG_CACHE_HOME: 'relative', LOCAL_REDIS_CACHE: '' })).toEqual([
      home,
      temporary,
    ]);
  });

  it.each([
    ['has none', noHome],
    ['has an empty one', () => ''],
  ])('is in the temporary folder alone for a user who %s', (_what, home) => {
    expect(cacheFolders(undefined, {}, home)).toEqual([temporary]);
    expect(cacheFolders(undefined, { XDG_CACHE_HOME: '/xdg' }, home)).toHaveLength(2);
  });
});

describe('firstWritable', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-folder-'));
    await writeFile(join(folder, 'file'), '');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('makes the first folder that can be made, for this user alone', async () => {
    const made = join(folder, 'a', 'b');
    expect(await firstWritable([join(folder, 'file', 'below'), made, join(folder, 'c')])).toBe(made);
    expect((await stat(made)).mode & 0o077).toBe(0);
  });

  it('fails with the reason of the first one', async () => {
    await expect(firstWritable([join(folder, 'file', 'x'), join(folder, 'file')])).rejects.toThrow('ENOTDIR');
  });
});
