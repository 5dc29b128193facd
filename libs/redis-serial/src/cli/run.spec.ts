import { run } from './run.js';

const SECRET = 'geheim-7';

/** What a command line comes to, and all that is printed. */
async function outcome(args: readonly string[]): Promise<{ code: number; output: string }> {
  let output = '';
  const stream = { write: (text: string) => (output += text) !== '' } as NodeJS.WriteStream;
  const code = await run(args, { stdout: stream, stderr: stream, env: {} } as unknown as NodeJS.Process);
  return { code, output };
}

describe('the command line', () => {
  it.each([
    ['no command', []],
    ['another command', ['cure']],
    ['an unknown option', ['doctor', '--urll', 'x']],
    ['two places', ['doctor', '--url', 'redis://a', '--cluster', 'b:1']],
    ['a Sentinel without a name', ['doctor', '--sentinel', 'a:1']],
    ['what is no address', ['doctor', '--cluster', `redis://:${SECRET}@a:1`]],
    ['what is no URL', ['doctor', '--url', `http://:${SECRET}@a`]],
    ['a URL in the wrong place', ['doctor', `redis://:${SECRET}@a`]],
    ['a URL as an option', ['doctor', `--redis://:${SECRET}@a`]],
  ])('explains itself, and fails, given %s', async (_, args) => {
    const { code, output } = await outcome(args);
    expect(code).toBe(2);
    expect(output).toContain('Usage: nestjs-redis-serial doctor');
    expect(output).not.toContain(SECRET);
  });

  it('explains itself when asked', async () => {
    const { code, output } = await outcome(['--help']);
    expect(code).toBe(0);
    expect(output).toMatch(/^Usage:/);
  });
});
