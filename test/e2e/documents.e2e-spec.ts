import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { startRedisServer, type RedisServer } from 'local-redis';
import ts from 'typescript';
import { Program } from '../support/program.js';

// Inside the project, so that its packages are found; git ignores it.
const FOLDER = resolve('test/dist/documents');
const RUN = resolve('test/support/run-examples.mjs');

interface Example {
  readonly name: string;
  readonly code: string;
}

async function examplesIn(document: string): Promise<Example[]> {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
    name: `example-${index + 1}`,
    code,
  }));
}

/** Compiles examples, all at once: most of the time goes into what they import. Answers the mistakes of each file. */
function compile(files: readonly string[]): Map<string, string[]> {
  const { config } = ts.readConfigFile('tsconfig.base.json', (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
  const program = ts.createProgram(files, {
    ...options,
    composite: false,
    declaration: false,
    sourceMap: false,
  });
  const emitted = program.emit();
  const mistakes = new Map<string, string[]>();
  for (const { file, messageText } of [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics]) {
    const name = file?.fileName ?? '';
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    mistakes.set(name, [...(mistakes.get(name) ?? []), text]);
  }
  return mistakes;
}

const fileOf = ({ name }: Example, extension: string): string => join(FOLDER, `${name}.${extension}`);

/** Runs examples, one after the other, and answers the lines they promise and did not print. */
async function run(examples: readonly Example[], server: RedisServer): Promise<string[]> {
  const files = examples.map((one) => fileOf(one, 'mjs'));
  const program = Program.start(RUN, files, { REDIS_URL: server.url });
  const code = await program.exit();
  const { output } = program;
  expect({ code, mistake: output.includes('Error:') ? output : '' }).toEqual({ code: 0, mistake: '' });
  // Dates and counters are those of the day.
  const printed = output.replace(/\d/g, '#').split('\n--- ').slice(1);
  return examples.flatMap((one, index) => {
    const lines = printed[index]?.split('\n') ?? [];
    const promised = [...one.code.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line);
    return promised.filter((line) => !lines.includes(line.replace(/\d/g, '#')));
  });
}

/** The examples of a page of docs/, each with the page's first one before it. */
async function programsOf(document: string): Promise<Example[]> {
  const [prelude, ...examples] = await examplesIn(document);
  return examples.map(({ name, code }) => ({
    name: `${basename(document, '.md')}-${name}`,
    code: `${prelude?.code ?? ''}${code}await app.close();`,
  }));
}

/** Each page, and how many examples it has at least. */
const PAGES = [
  ['docs/series.md', 12],
  ['docs/locks.md', 5],
  ['docs/decorators.md', 1],
  ['docs/fences.md', 2],
  ['docs/gapless.md', 2],
  ['docs/telemetry.md', 1],
  ['docs/operations.md', 1],
  ['docs/durability.md', 1],
  ['docs/testing.md', 5],
] as const;

afterAll(() => Program.endAll());

describe('the documents', () => {
  let server: RedisServer;
  let mistakes: Map<string, string[]>;
  const programs = new Map<string, Example[]>();

  beforeAll(async () => {
    // The examples use the default prefix: only a server of the test's own will do.
    server = await startRedisServer();
    programs.set('README.md', await examplesIn('README.md'));
    for (const [document] of PAGES) programs.set(document, await programsOf(document));
    const all = [...programs.values()].flat();
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await Promise.all(all.map((one) => writeFile(fileOf(one, 'mts'), `${one.code}\nexport {};\n`)));
    mistakes = compile(all.map((one) => fileOf(one, 'mts')));
  });
  afterAll(() => server.stop());

  it.each([['README.md', 4], ...PAGES] as const)(
    '%s has examples that compile, and print what it says they print',
    async (document, least) => {
      const examples = programs.get(document) ?? [];
      expect(examples.length).toBeGreaterThanOrEqual(least);
      expect(examples.flatMap((one) => mistakes.get(fileOf(one, 'mts')) ?? [])).toEqual([]);
      expect(await run(examples, server)).toEqual([]);
    },
  );

  it('have no mistake that belongs to no file', () => {
    expect(mistakes.get('')).toBeUndefined();
  });

  it('README.md has a Chinese twin with the same sections, tables and code', async () => {
    const [english, chinese] = await Promise.all(
      ['README.md', 'README.zh-CN.md'].map((file) => readFile(file, 'utf8')),
    );
    const shape = (text = ''): string[] => text.match(/^(#+ |```\w*|\|)/gm) ?? [];
    const code = (text = ''): string[] =>
      [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = '']) =>
        block.replace(/\s*(\/\/ (?!→)|# ).*$/gm, ''),
      );
    expect(shape(chinese)).toEqual(shape(english));
    expect(code(chinese)).toEqual(code(english));
  });
});
