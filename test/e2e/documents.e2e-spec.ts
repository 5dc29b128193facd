import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startRedisServer, type RedisServer } from 'local-redis';
import ts from 'typescript';
import { Program } from '../support/program.js';

// Inside the project, so that its packages are found; git ignores it.
const FOLDER = resolve('test/dist/documents');

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

function compile(files: readonly string[]): string[] {
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
  return [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics].map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}

/** Runs examples, each as a program of its own, and answers the lines they promise and did not print. */
async function run(examples: readonly Example[], server: RedisServer): Promise<string[]> {
  const file = ({ name }: Example, extension: string): string => join(FOLDER, `${name}.${extension}`);
  await mkdir(FOLDER, { recursive: true });
  await Promise.all(examples.map((one) => writeFile(file(one, 'mts'), `${one.code}\nexport {};\n`)));
  expect(compile(examples.map((one) => file(one, 'mts')))).toEqual([]);
  const missing: string[] = [];
  for (const one of examples) {
    const program = Program.start(file(one, 'mjs'), [], { REDIS_URL: server.url });
    expect([one.name, await program.exit(), program.output.includes('Error:')]).toEqual([one.name, 0, false]);
    // Dates and counters are those of the day.
    const printed = program.output.replace(/\d/g, '#').split('\n');
    const promised = [...one.code.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line);
    missing.push(...promised.filter((line) => !printed.includes(line.replace(/\d/g, '#'))));
  }
  return missing;
}

afterAll(() => Program.endAll());

describe('the documents', () => {
  let server: RedisServer;

  beforeAll(async () => {
    // The examples use the default prefix: only a server of the test's own will do.
    server = await startRedisServer();
    await rm(FOLDER, { recursive: true, force: true });
  });
  afterAll(() => server.stop());

  it('README.md has examples that compile, and print what it says they print', async () => {
    const examples = await examplesIn('README.md');
    expect(examples.length).toBeGreaterThanOrEqual(4);
    expect(await run(examples, server)).toEqual([]);
  });

  it.each([
    ['docs/series.md', 'series', 12],
    ['docs/locks.md', 'locks', 5],
    ['docs/decorators.md', 'decorators', 1],
    ['docs/fences.md', 'fences', 2],
    ['docs/gapless.md', 'gapless', 2],
    ['docs/telemetry.md', 'telemetry', 1],
    ['docs/operations.md', 'operations', 1],
    ['docs/durability.md', 'durability', 1],
    ['docs/testing.md', 'testing', 4],
  ])('%s has examples that compile, and print what it says they print', async (document, page, least) => {
    const [prelude, ...examples] = await examplesIn(document);
    const programs = examples.map(({ name, code }) => ({
      name: `${page}-${name}`,
      code: `${prelude?.code ?? ''}${code}await app.close();`,
    }));
    expect(programs.length).toBeGreaterThanOrEqual(least);
    expect(await run(programs, server)).toEqual([]);
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
