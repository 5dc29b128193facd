import { parseArgs } from 'node:util';
import { asError } from '../common/as-error.js';
import type { Connection } from '../redis/connection.options.js';

export const USAGE = `Usage: nestjs-redis-serial doctor [options]

Examines the settings of a Redis, or of every master in a Cluster, and says which of them endanger numbers or locks.

  --url <url>             redis://, rediss:// or the path of a socket (else REDIS_URL, else redis://127.0.0.1:6379)
  --cluster <host:port>,… nodes of a Cluster
  --sentinel <host:port>,… --name <master>
                          Sentinels and the name of the master that they watch
  --tls                   with --cluster or --sentinel: connect with TLS
  --json                  print JSON
  --strict                exit with 1 for warnings too
  --help                  print this

REDIS_USERNAME and REDIS_PASSWORD are used with --cluster and --sentinel.

Exit codes: 0 all is well, or there are only warnings; 1 something is dangerous; 2 wrong options; 3 Redis can't be reached.
`;

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly strict: boolean;
  /** The connection as the module takes it; undefined for REDIS_URL or this machine. */
  readonly connection: Connection | undefined;
}

/** A command line that can't be understood. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 * @throws {UsageError} when it is wrong. The message never repeats a value, which may contain a password.
 */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const { values, positionals } = parse(args);
  const { help = false, json = false, strict = false, url, cluster, sentinel, name, tls = false } = values;
  if (help) return { help, json, strict, connection: undefined };
  if (positionals.length !== 1 || positionals[0] !== 'doctor')
    throw new UsageError('Expected the command doctor, and nothing but options after it');
  if ([url, cluster, sentinel].filter((given) => given !== undefined).length > 1)
    throw new UsageError('Only one of --url, --cluster and --sentinel can be given');
  if ((sentinel === undefined) !== (name === undefined))
    throw new UsageError('--sentinel and --name go together');
  const access = { ...credentials(env), ...(tls && { tls: {} }) };
  return { help, json, strict, connection: connectionOf() };

  function connectionOf(): Connection | undefined {
    if (cluster !== undefined)
      return { cluster: { nodes: addresses('cluster', cluster, 6379), options: { redisOptions: access } } };
    if (sentinel !== undefined && name !== undefined)
      return { sentinels: addresses('sentinel', sentinel, 26379), name, ...access };
    if (tls) throw new UsageError('--tls goes with --cluster or --sentinel; for a URL, use rediss://');
    return url;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        cluster: { type: 'string' },
        sentinel: { type: 'string' },
        name: { type: 'string' },
        tls: { type: 'boolean' },
        json: { type: 'boolean' },
        strict: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // The message quotes an unknown option as it is, so a URL in it is hidden.
    throw new UsageError(asError(error).message.replace(/\S*:\/\/\S*/g, '…'));
  }
}

function credentials(env: NodeJS.ProcessEnv): { username?: string; password?: string } {
  const { REDIS_USERNAME: username, REDIS_PASSWORD: password } = env;
  return { ...(username && { username }), ...(password && { password }) };
}

function addresses(option: string, list: string, defaultPort: number): { host: string; port: number }[] {
  return list.split(',').map((address) => {
    const match = /^(?:\[([\da-f:]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(address.trim());
    const host = match?.[1] ?? match?.[2];
    if (host === undefined)
      throw new UsageError(`--${option} takes host:port, or several of them with commas between`);
    return { host, port: Number(match?.[3] ?? defaultPort) };
  });
}
