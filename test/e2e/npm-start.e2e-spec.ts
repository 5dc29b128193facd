import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from '../support/is-alive.js';
import { descendantsOf } from '../support/processes.js';
import { Program } from '../support/program.js';

const OWN = { PORT: '0', REDIS_URL: '', DATABASE_URL: '' };

describe('npm start', () => {
  let npm: Program;

  afterEach(() => {
    npm.signalGroup('SIGKILL');
  });

  /** The shop, the watchdog of its Redis and that Redis, when all of them run. */
  async function running(): Promise<number[]> {
    npm = Program.run('npm', ['start'], OWN, { ownGroup: true });
    await npm.printed(/Ctrl\+C ends it/);
    const below = await descendantsOf(npm.pid);
    expect(below.length).toBeGreaterThanOrEqual(3);
    return below;
  }

  it('says what it starts, nothing of a build that is up to date, and ends all of it when npm is ended', async () => {
    const below = await running();
    expect(npm.output).toMatch(
      /^Starting a Redis and a PostgreSQL of its own …\nThe order demo listens at /m,
    );
    expect(npm.output).not.toContain('Compil');
    await npm.end('SIGTERM');
    expect(below.filter(isAlive)).toEqual([]);
  });

  it('ends all of it at Ctrl+C', async () => {
    const below = await running();
    await npm.interrupt();
    expect(below.filter(isAlive)).toEqual([]);
  });
});

describe('tools/run.mjs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await project('library', `export const text: string = 'the library';`);
    await project(
      'program',
      `import { text } from '../library/main.js';\nconsole.log(\`It has \${text}\`);`,
      [{ path: '../library' }],
    );
  });
  afterEach(async () => {
    await Program.endAll();
    await rm(folder, { recursive: true });
  });

  async function project(name: string, code: string, references: object[] = []): Promise<void> {
    // Nothing but the code itself is to be read.
    const compilerOptions = {
      composite: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es5'],
      types: [],
    };
    const files = ['main.ts'];
    await mkdir(join(folder, name));
    await writeFile(
      join(folder, name, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files, references }),
    );
    await writeFile(join(folder, name, 'main.ts'), `declare const console: any;\n${code}\n`);
  }

  async function run(): Promise<{ code: number | null; output: string }> {
    const program = Program.start(resolve('tools/run.mjs'), [join(folder, 'program', 'main.js')], {});
    return { code: await program.exit(), output: program.output };
  }

  it('compiles a program and what it refers to, saying so, and runs it; at once when it is up to date', async () => {
    const { code, output } = await run();
    expect(code).toBe(0);
    expect(output).toMatch(
      /^Compiling library, \d+ s\n(Compiling .*\n)*Compiled in \d+ s\nIt has the library\n$/,
    );
    expect(await run()).toEqual({ code: 0, output: 'It has the library\n' });
  });

  it('compiles again what has changed, and leaves types to others', async () => {
    await run();
    const change = `const count: number = 'wrong';\nconsole.log(\`It has changed, \${count}\`);\n`;
    await appendFile(join(folder, 'program', 'main.ts'), change);
    const { output } = await run();
    expect(output).toMatch(/^Compiling program, \d+ s\n(Compiling .*\n)*Compiled in \d+ s\n/);
    expect(output).toMatch(/\nIt has changed, wrong\n$/);
  });

  it('runs nothing that can not be compiled, and says why', async () => {
    await appendFile(join(folder, 'library', 'main.ts'), 'const =\n');
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain('Not compiled, after');
    expect(output).toContain('main.ts(3,7): error TS1134');
    expect(output).not.toContain('It has');
  });

  it('ends at once when it is told to while it compiles', async () => {
    const source = join(folder, 'library', 'main.ts');
    // The compiler waits at a pipe that nobody writes to.
    await rm(source);
    await promisify(execFile)('mkfifo', [source]);
    const program = Program.start(resolve('tools/run.mjs'), [join(folder, 'program', 'main.js')], {});
    await program.printed(/Compiling/);
    expect(await program.end('SIGTERM')).toBeNull();
    expect(program.output).not.toContain('It has');
  });
});
