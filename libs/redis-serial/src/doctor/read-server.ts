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

// The same way in which the counters' scripts read it.
const SEES_RUN = /* lua */ `
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:%x') and 1 or 0
`;

// Of these samples the quickest is the most precise.
const CLOCK_SAMPLES = 3;

/**
 * Reads everything that matters from one server. Notes the commands that it refuses; only a failed connection is an
 * error.
 */
export async function readServer(client: Redis): Promise<ServerState> {
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
    unlessRefused('EVAL', client.eval(SEES_RUN, 0)),
    // One by one: several parameters in one command need Redis 7, and a managed service may allow only some of them.
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
    runIsSeen: run === undefined ? undefined : Number(run) === 1,
    refused,
  };
}

// Compares the server's clock with the machine's own.
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
