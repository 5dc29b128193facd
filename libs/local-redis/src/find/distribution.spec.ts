import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distributionName } from './distribution.js';

describe('distributionName', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'distribution-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([
    ['NAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n', 'debian-12'],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', 'ubuntu-24.04'],
    ['ID=debian\nVERSION_CODENAME=forky\n', 'debian-forky'],
    ['ID=arch\n', 'arch'],
  ])('reads %p', async (text, name) => {
    const file = join(folder, 'os-release');
    await writeFile(file, text);
    expect(await distributionName(file)).toBe(`${name}-${process.arch}`);
  });

  it('is the platform where there is no such file', async () => {
    expect(await distributionName(join(folder, 'none'))).toBe(`${process.platform}-${process.arch}`);
  });
});
