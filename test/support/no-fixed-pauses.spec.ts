import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a test may not do, and what it does instead. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [
    /\b(setTimeout|setInterval)\b/,
    'waits for time to pass: wait for a condition with eventually(), a Gate, an event',
  ],
  [/\bscheduler\.wait\b|\bAtomics\.wait\b|\bAbortSignal\.timeout\b|\bpg_sleep\b/, 'waits for time to pass'],
  [
    /\bperformance\.now\b|\bhrtime\b/,
    'measures time: compare with a rival in the same run, or leave it to the benchmarks',
  ],
  [/Date\.now\(\) - [^;]*\.toBeLess/, 'has a speed in it'],
];

/** Where it is done for all, each with its reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  'test/support/eventually.ts': 'looks again and again whether a condition holds',
  'test/support/proxied-pair.ts': 'is a network that is slow, for as long as a test says',
};

// What is no test: benchmarks, the program that does chaos, the apps of users.
const ELSEWHERE = /^test\/(bench|chaos|consumers|dist|package|types)\/|\/node_modules\/|\/dist\//;

async function filesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .map((name) => join(folder, name))
    .filter((file) => pattern.test(file) && !ELSEWHERE.test(file));
}

/** What is wrong with a text, line by line. */
function faultsIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/^\s*(\/\/|\*).*$/, '');
    return REFUSED.flatMap(([pattern, why]) => (pattern.test(code) ? [`${index + 1}: ${why}`] : []));
  });
}

describe('tests', () => {
  it.each([
    "import { setTimeout as pause } from 'node:timers/promises';",
    'await new Promise((resolve) => setTimeout(resolve, 5));',
    'const before = performance.now();',
    'expect(Date.now() - before).toBeLessThan(100);',
    "await client.query('SELECT pg_sleep(1)');",
  ])('would be refused with %s', (line) => {
    expect(faultsIn(line)).toHaveLength(1);
  });

  it('wait for no time to pass, and have no speed in them', async () => {
    const files = [
      ...(await filesIn('test', /\.ts$/)),
      ...(await filesIn('libs', /\.spec\.ts$/)),
      ...(await filesIn('apps', /\.spec\.ts$/)),
    ].filter((file) => !file.endsWith('no-fixed-pauses.spec.ts'));
    expect(files.length).toBeGreaterThan(100);
    const faults: string[] = [];
    const needed = new Set<string>();
    for (const file of files) {
      const found = faultsIn(await readFile(file, 'utf8'));
      if (!(file in ALLOWED)) faults.push(...found.map((fault) => `${file}:${fault}`));
      else if (found.length > 0) needed.add(file);
    }
    expect(faults).toEqual([]);
    expect([...needed].sort()).toEqual(Object.keys(ALLOWED).sort());
  });
});
