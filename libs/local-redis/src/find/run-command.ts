import { execFile } from 'node:child_process';

/** A program could not be started, or ended with an error. The message has the program's own shortest explanation. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly label: string,
    /** All it wrote to its standard error. */
    readonly stderr: string,
    options: { readonly cause: Error },
  ) {
    super(`${label}: ${explanation(stderr) ?? options.cause.message}`, options);
  }
}

/**
 * Runs a program to its end and returns its output, in English whatever the machine's language is.
 * @throws {CommandError} when it does not start or fails; `label` names it there.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { label, path = process.env.PATH, cwd }: { label: string; path?: string | undefined; cwd?: string },
): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, PATH: path, LC_ALL: 'C' };
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new CommandError(label, stderr, { cause: error }));
      else resolve({ stdout, stderr });
    });
  });
}

/** apt marks its errors with `E:`, and the first one says most. Other programs give the reason last. */
function explanation(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.startsWith('E: '))?.slice(3) ?? lines.at(-1);
}
