import type { Redis } from 'ioredis';
import { asError } from '../common/as-error.js';
import { machineClock } from '../common/clock.js';
import { parseInfo, type ServerState } from './server-state.js';

const PARAMETERS = [
  'maxmemory',
  'maxmemory-policy',
  'appendonly',
  'appendfsync',
  'save',
  'min-replicas-to-write',
  'cluster-require-full-coverage',
];

// As the counters' scripts do it: another id after each start and each promotion, of as many digits as tell two apart.
const SEES_RUN = /* lua */ `
  local function digits(section, field)
    local info = redis.pcall('INFO', section)
    return type(info) == 'string' and #(string.match(info, field .. ':(%x+)') or '') or 0
  end
  return (digits('replication', 'master_replid') >= 16 or digits('server', 'run_id') >= 16) and 1 or 0
`;

// Of 40 nodes one with its share of the slots is not found in one of 600 cases.
const MOST_TAGS = 256;

// The answer that came soonest says most about a clock.
const CLOCK_SAMPLES = 3;

/** Asks one server for all that matters; what it refuses is noted, and only a connection that fails is an error. */
export async function readServer(client: Redis, keyPrefix: string): Promise<ServerState> {
  const refused: Record<string, string> = {};
  const unlessRefused = async <T>(command: string, asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      refused[command] = reasonOf(asError(error));
      return undefined;
    }
  };
  const [info, run, values, clock] = await Promise.all([
    unlessRefused('INFO', client.info()),
    unlessRefused('EVAL', seesRun(client, keyPrefix)),
    // One by one: several in one command are of Redis 7, and a service may tell some of them only.
    Promise.all(PARAMETERS.map((name) => unlessRefused('CONFIG GET', client.config('GET', name)))),
    unlessRefused('TIME', readClock(client)),
  ]);
  const config = PARAMETERS.flatMap((name, index) => {
    const value = valueIn(values[index], name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    info: parseInfo(info ?? ''),
    config: Object.fromEntries(config),
    clock,
    runIsSeen: run,
    refused,
  };
}

// Services refuse EVAL without a key, and a node of a Cluster one whose slot is not its own: some key is.
async function seesRun(client: Redis, keyPrefix: string): Promise<boolean | undefined> {
  for (let tag = 0; tag < MOST_TAGS; tag++) {
    try {
      return Number(await client.eval(SEES_RUN, 1, `${keyPrefix}:doctor:{${tag}}`)) === 1;
    } catch (error) {
      if (!asError(error).message.startsWith('MOVED')) throw error;
    }
  }
  return undefined;
}

// It is the machine's own clock that is compared with the server's.
async function readClock(client: Redis): Promise<NonNullable<ServerState['clock']>> {
  let best = { aheadMs: 0, uncertainMs: Infinity };
  for (let sample = 0; sample < CLOCK_SAMPLES; sample++) {
    const before = machineClock.wall();
    const [seconds, micros] = await client.time();
    const after = machineClock.wall();
    const uncertainMs = (after - before) / 2;
    const aheadMs = Number(seconds) * 1_000 + Number(micros) / 1_000 - (before + after) / 2;
    if (uncertainMs < best.uncertainMs) best = { aheadMs, uncertainMs };
  }
  return best;
}

// The server's message names users and repeats arguments, so only its code is passed on.
function reasonOf(error: Error): string {
  if (error.name !== 'ReplyError' || error.message.startsWith('NOAUTH')) throw error;
  if (error.message.startsWith('NOPERM')) return 'not permitted';
  if (/unknown (sub)?command/i.test(error.message)) return 'unknown there';
  return /^[A-Z]{2,}\b/.exec(error.message)?.[0] ?? 'refused';
}

// The client may be set to map replies, as RESP3 does.
function valueIn(reply: unknown, name: string): string | undefined {
  if (Array.isArray(reply)) return reply[1] === undefined ? undefined : String(reply[1]);
  const mapped: unknown =
    reply instanceof Map ? reply.get(name) : (reply as Record<string, unknown> | null | undefined)?.[name];
  return typeof mapped === 'string' ? mapped : undefined;
}
