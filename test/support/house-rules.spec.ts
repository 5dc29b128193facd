import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_LINES = 200;
const MOST_COLUMNS = 120;

const SOURCE = /^(libs|apps)\/[^/]+\/src\/.*\.ts$/;
const CODE = /\.(ts|mts|cts|js|mjs|cjs)$/;
const NOT_OURS = /(^|\/)(node_modules|dist)\//;
// Also those of Lua in a text.
const COMMENT = /^\s*(\/\/|\/\*|\*|--)/;

/** What is wrong with a file. */
function faultsOf(file: string, text: string): string[] {
  const lines = text.split('\n');
  const count = lines.length - 1;
  const isLong = SOURCE.test(file) && !file.endsWith('.spec.ts') && count > MOST_LINES;
  const wide = lines.flatMap((line, index) =>
    COMMENT.test(line) && line.length > MOST_COLUMNS
      ? [`${file}:${index + 1}: a comment of ${line.length} columns`]
      : [],
  );
  return [...(isLong ? [`${file}: ${count} lines`] : []), ...wide];
}

describe('the code', () => {
  it.each([
    ['libs/lib/src/long.ts', 'x;\n'.repeat(201)],
    ['apps/app/src/wide.ts', `  // ${'x'.repeat(120)}\n`],
    ['test/wide.ts', `/** ${'x'.repeat(120)} */\n`],
    ['test/wide.ts', `/**\n * ${'x'.repeat(120)}\n */\n`],
    ['libs/lib/src/lua.ts', `  -- ${'x'.repeat(120)}\n`],
  ])('would be refused with %s', (file, text) => {
    expect(faultsOf(file, text)).toHaveLength(1);
  });

  it.each([
    ['libs/lib/src/short.ts', 'x;\n'.repeat(200)],
    ['libs/lib/src/long.spec.ts', 'x;\n'.repeat(500)],
    ['test/long.ts', 'x;\n'.repeat(500)],
    ['libs/lib/src/wide.ts', `const text = '${'x'.repeat(120)}';\n`],
  ])('is let through with %s', (file, text) => {
    expect(faultsOf(file, text)).toEqual([]);
  });

  it(`has no source file of more than ${MOST_LINES} lines and no comment of more than ${MOST_COLUMNS} columns`, async () => {
    const folders = ['libs', 'apps', 'test'];
    const names = await Promise.all(
      folders.map(async (folder) =>
        (await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
      ),
    );
    const files = names.flat().filter((file) => CODE.test(file) && !NOT_OURS.test(file));
    expect(files.length).toBeGreaterThan(400);
    const faults = await Promise.all(files.map(async (file) => faultsOf(file, await readFile(file, 'utf8'))));
    expect(faults.flat()).toEqual([]);
  });
});
