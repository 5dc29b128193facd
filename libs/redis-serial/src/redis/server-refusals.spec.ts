import { describeTrouble } from './client-troubles.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { explainFailure, isPassing, mayBeDone, mayBeRepeated, neverSent } from './reply-failure.js';
import { describeRefusal, replyError, saysItIsNoPrimary } from './server-refusals.js';

// The words of real servers, Redis 6 to 8 and Valkey.
const PASSES = [
  'LOADING Redis is loading the dataset in memory',
  'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
  "READONLY You can't write against a read only replica. script: 5ab1, on @user_script:12.",
  "ERR Error running script (call to f_5ab1): @user_script:12: -READONLY You can't write against a read only replica.",
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  'NOREPLICAS Not enough good replicas to write.',
  'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
  "OOM command not allowed when used memory > 'maxmemory'. script: 5ab1, on @user_script:3.",
  'CLUSTERDOWN Hash slot not served',
  'TRYAGAIN Multiple keys request during rehashing of slot',
  'ERR max number of clients reached',
];
const LASTS = [
  "NOPERM User app has no permissions to run the 'eval' command",
  'NOAUTH Authentication required.',
  'WRONGPASS invalid username-password pair or user is disabled.',
  "ERR unknown command 'EVALSHA'",
  'BUSYGROUP Consumer Group name already exists',
];
// The words of ioredis, which name options that nobody set.
const TROUBLES = [
  'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
  "Stream isn't writeable and enableOfflineQueue options is false",
  "Cluster isn't ready and enableOfflineQueue options is false",
  'None of startup nodes is available',
];

describe('what a server refuses', () => {
  it.each(PASSES)('passes, and is certainly not done: %s', (words) => {
    const failure = explainFailure(replyError(words), 'key');
    expect(failure).toBeInstanceOf(RedisUnavailableError);
    expect([isPassing(failure), mayBeRepeated(replyError(words)), mayBeDone(failure)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(LASTS)('does not pass: %s', (words) => {
    const failure = explainFailure(replyError(words), 'key');
    expect([isPassing(failure), mayBeRepeated(replyError(words)), mayBeDone(failure)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([...PASSES, ...LASTS])(
    'is told without names of scripts, with the words of the server: %s',
    (words) => {
      const told = describeRefusal(replyError(words));
      expect(told).toMatch(/^Redis /);
      expect(told).not.toMatch(/ script: |@user_script:\d+\.$/);
      expect(told).toContain(words.slice(0, 20));
    },
  );

  it('is told apart where another server is the primary', () => {
    const noPrimary = PASSES.filter((words) => saysItIsNoPrimary(replyError(words)));
    expect(noPrimary.map((words) => /READONLY|MASTERDOWN/.test(words))).toEqual([true, true, true]);
  });
});

describe('what the client fails', () => {
  it.each(TROUBLES)('is told without options of the client: %s', (words) => {
    expect(describeTrouble(new Error(words))).not.toMatch(/maxRetries|enableOfflineQueue|startup/);
  });

  it('may be done, unless it was never sent', () => {
    const [cut, notSent] = TROUBLES.map((words) => explainFailure(new Error(words), 'key'));
    expect([mayBeDone(cut), mayBeDone(notSent)]).toEqual([true, false]);
    expect(mayBeDone(neverSent(new RedisUnavailableError('Redis is away')))).toBe(false);
    expect(isPassing(cut)).toBe(true);
  });
});
