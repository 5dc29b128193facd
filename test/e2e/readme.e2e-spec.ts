import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startRedisServer, type RedisServer } from 'local-redis';
import ts from 'typescript';
import { Program } from '../support/program.js';

// Inside the project, so that its packages are found; git ignores it.
const FOLDER = resolve('test/dist/readme');

interface Example {
  readonly name: string;
  readonly code: string;
}

async function examplesIn(readme: string): Promise<Example[]> {
  const text = await readFile(readme, 'utf8');
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

describe('README', () => {
  let server: RedisServer;
  let examples: Example[];

  beforeAll(async () => {
    // The examples use the default prefix: only a server of the test's own will do.
    server = await startRedisServer();
    examples = await examplesIn('README.md');
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await Promise.all(
      examples.map(({ name, code }) => writeFile(join(FOLDER, `${name}.mts`), `${code}\nexport {};\n`)),
    );
  });
  afterAll(() => server.stop());

  it('has examples that compile, and print what it says they print', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
    expect(compile(examples.map(({ name }) => join(FOLDER, `${name}.mts`)))).toEqual([]);
    for (const { name, code } of examples) {
      const run = Program.start(join(FOLDER, `${name}.mjs`), [], { REDIS_URL: server.url });
      expect([name, await run.exit(), run.output.includes('Error')]).toEqual([name, 0, false]);
      const promised = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line.replace(/\d/g, '#'));
      const printed = run.output.replace(/\d/g, '#').split('\n');
      expect(promised.filter((line) => !printed.includes(line))).toEqual([]);
    }
  });

  it('has a Chinese twin with the same sections, tables and code', async () => {
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
