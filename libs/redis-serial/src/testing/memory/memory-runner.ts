import type { Clock } from '../../common/clock.js';
import type { LuaScript } from '../../lua/script.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { explainFailure } from '../../redis/reply-failure.js';
import { ScriptRunner } from '../../redis/script-runner.js';
import type { MemoryServer } from './memory-server.js';

/**
 * Runs the scripts' fakes in memory. The in-memory Redis begins here: everything above, patterns and periods as well as
 * waiting and leases, is the library's own code. There are a dozen scripts with typed keys and arguments, and the
 * conformance tests compare each fake with its script. Replacing the stores above them instead would leave much of the
 * library out of users' tests: retries, recovery by the high-water store, fences, the estimate of the server's clock.
 */
export class MemoryRunner extends ScriptRunner {
  constructor(
    connection: RedisConnection,
    private readonly server: MemoryServer,
    clock: Clock,
  ) {
    super(connection, 0, clock);
  }

  override run<Keys, Args, Reply>(
    script: LuaScript<Keys, Args, Reply>,
    keys: Keys,
    args: Args,
  ): Promise<Reply> {
    try {
      return Promise.resolve(script.parse(this.server.answer(script, keys, args)));
    } catch (error) {
      return Promise.reject(explainFailure(error, script.keysOf(keys)[0]));
    }
  }
}
