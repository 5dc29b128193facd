import { parseArgs } from 'node:util';
import { asError } from '../common/as-error.js';
import type { Connection } from '../redis/connection.options.js';

export const USAGE = `Usage: nestjs-redis-serial doctor [options]

Looks at the settings of a Redis, of every master in a Cluster, and says by which of them numbers or locks can be lost.

  --url <url>             redis://, rediss:// or the path of a socket (else REDIS_URL, else redis://127.0.0.1:6379)
  --cluster <host:port>,… nodes of a Cluster
  --sentinel <host:port>,… --name <master>
                          Sentinels and the name of the master that they watch
  --tls                   with --cluster or --sentinel: connect by TLS
  --json                  print JSON
  --strict                exit with 1 also for warnings
  --help                  print this

REDIS_USERNAME and REDIS_PASSWORD are used with --cluster and --sentinel.

Exit codes: 0 all is well, or there are only warnings; 1 something is dangerous; 2 wrong options; 3 Redis can't be reached.
`;

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly strict: boolean;
  /** As the module takes it; undefined is REDIS_URL or this machine. */
  readonly connection: Connection | undefined;
}

/** A command line that can't be understood. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 * @throws {UsageError} whose message never repeats a value, which may hold a password.
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
    if (tls) throw new UsageError('--tls goes with --cluster or --sentinel; a URL says it by rediss://');
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
    // An unknown option is quoted as it stands.
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
    if (host === undefined) throw new UsageError(`--${option} takes host:port, more of them after commas`);
    return { host, port: Number(match?.[3] ?? defaultPort) };
  });
}
