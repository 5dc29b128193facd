import { setTimeout as pause } from 'node:timers/promises';

// So that a machine with few cores has time for the servers.
const BETWEEN_MS = 5;

const now = () => Number(process.hrtime.bigint());

/** Lets several callers ask for numbers and locks until it is stopped; used by tests and by processes of their own. */
export function startLoad({ serials, locks }, series, { callers, lockKeys = [] }) {
  const given = Object.fromEntries(series.map(({ name }) => [name, []]));
  const holds = [];
  const errors = [];
  let stopped = false;

  const repeat = async (call) => {
    while (!stopped) {
      await call().catch((error) => errors.push(`${error.code}: ${error.message}`));
      await pause(BETWEEN_MS);
    }
  };
  const issue = async (one) => given[one.name].push(await serials.next(one));
  const hold = (key) =>
    locks.withLock(key, { wait: '10s' }, async ({ fence }) => {
      const from = now();
      await pause(BETWEEN_MS);
      holds.push({ key, fence, from, to: now() });
    });

  const calls = [...series.map((one) => () => issue(one)), ...lockKeys.map((key) => () => hold(key))];
  const running = calls.flatMap((call) => Array.from({ length: callers }, () => repeat(call)));
  const stop = async () => {
    stopped = true;
    await Promise.all(running);
  };
  return { given, holds, errors, stop };
}
