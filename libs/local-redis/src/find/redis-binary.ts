import { runCommand } from './run-command.js';

/** A server program that runs on this machine. */
export interface RedisBinary {
  /** The absolute path of the program. */
  readonly path: string;
  /** Folders with shared libraries that the program needs and the machine lacks, joined by `:`. */
  readonly libraryPath?: string;
  readonly engine: 'redis' | 'valkey';
  /** The version that the program prints, such as `7.0.15`. */
  readonly version: string;
}

/** The beginning of the command line that runs the program; with `env` before it when it needs its own libraries. */
export function commandOf({ path, libraryPath }: Pick<RedisBinary, 'path' | 'libraryPath'>): string[] {
  if (libraryPath === undefined) return [path];
  const inherited = process.env.LD_LIBRARY_PATH;
  // Through `env`, not the environment of the starter: a shell in between must not use these libraries.
  return ['env', `LD_LIBRARY_PATH=${inherited ? `${libraryPath}:${inherited}` : libraryPath}`, path];
}

/**
 * Runs the program once to learn what it is.
 * @throws {CommandError} when it does not run, {Error} when it is no Redis or Valkey server.
 */
export async function inspectBinary(path: string, libraryPath?: string): Promise<RedisBinary> {
  const program = { path, ...(libraryPath !== undefined && { libraryPath }) };
  const [command = path, ...args] = commandOf(program);
  const { stdout } = await runCommand(command, [...args, '--version'], { label: `${path} --version` });
  return { ...program, ...parseVersion(stdout) };
}

/** Reads what `redis-server --version` or `valkey-server --version` writes. */
export function parseVersion(output: string): Pick<RedisBinary, 'engine' | 'version'> {
  const match = /^(Redis|Valkey) server v=(\S+)/m.exec(output);
  if (!match?.[1] || !match[2]) throw new Error(`no version of Redis or Valkey in "${output.trim()}"`);
  return { engine: match[1] === 'Redis' ? 'redis' : 'valkey', version: match[2] };
}
