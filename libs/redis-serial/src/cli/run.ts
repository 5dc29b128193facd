import { asError } from '../common/as-error.js';
import { machineClock } from '../common/clock.js';
import { OptionsError } from '../common/options.error.js';
import { examineServers, type Examination } from '../doctor/examine.js';
import { readArguments, USAGE, UsageError, type Arguments } from './arguments.js';
import { connectOnce, openOnce } from './connect.js';
import { jsonReport, readableReport } from './report.js';

/** What the program needs of its process. */
type Surroundings = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>;

const REACH_MS = 2_000;

/** Does what the command line asks and returns the exit code: 2 for a wrong command line, 3 when Redis is away. */
export async function run(args: readonly string[], { stdout, stderr, env }: Surroundings): Promise<number> {
  try {
    const asked = readArguments(args, env);
    if (asked.help) {
      stdout.write(USAGE);
      return 0;
    }
    const servers = await examine(asked);
    const inColour = stdout.isTTY && !env.NO_COLOR;
    stdout.write(asked.json ? jsonReport(servers) : readableReport(servers, inColour));
    return exitCode(servers, asked.strict);
  } catch (error) {
    const { message } = asError(error);
    if (error instanceof UsageError || error instanceof OptionsError) {
      stderr.write(`${message}\n\n${USAGE}`);
      return 2;
    }
    stderr.write(`Redis can't be reached: ${message}\n`);
    return 3;
  }
}

async function examine({ connection }: Arguments): Promise<Examination[]> {
  const client = openOnce(connection, REACH_MS);
  try {
    await connectOnce(client, REACH_MS);
    return await examineServers(client, REACH_MS, machineClock);
  } finally {
    client.disconnect();
  }
}

function exitCode(servers: readonly Examination[], strict: boolean): number {
  const findings = servers.flatMap((server) => server.findings);
  return findings.some(({ severity }) => strict || severity === 'danger') ? 1 : 0;
}
