import { handOffLock } from '../../lua/lock/hand-off-lock.script.js';
import { inspectLock } from '../../lua/lock/inspect-lock.script.js';
import { acquireFreeLocks } from '../../lua/lock/acquire-free-locks.script.js';
import { serveCommands } from '../../lua/lock/serve-commands.script.js';
import { LockShard } from './lock-shard.js';
import { LockCommands } from './lock-commands.js';
import { fakeOf, type Fake } from './fake.js';

// As `inspectLock` reads how many of a process wait.
const KINDS = 2 ** 21;

const takeTurnsFake = fakeOf(serveCommands, (memory, [fences, queues, ...locks], args) => {
  const [process, claimMs, wakeChannel, , ...turns] = args;
  const shard = new LockShard(memory, fences, queues);
  const answers = turns.map((turn, index) => {
    const [lock = '', queue = ''] = locks.slice(index * 2);
    return new LockCommands(shard, { process, claimMs, wakeChannel }, lock, queue).serve(turn);
  });
  return [String(shard.micros), shard.isContended ? 1 : 0, answers];
});

const inspectFake = fakeOf(inspectLock, (memory, [lockKey, queueKey]) => {
  const shard = new LockShard(memory, '', '');
  const lock = shard.lock(lockKey);
  if (!lock) return [];
  const wants = [...shard.queue(queueKey)].flatMap(([process, { waiting }]) => [
    `#${process}`,
    String(-1 - KINDS * waiting),
  ]);
  const holders = [...lock.holders].map(
    ([token, { leaseEnd, fence, since, process }]) =>
      `${token} ${leaseEnd - shard.now} ${fence} ${since} ${process}`,
  );
  return [lock.kind, wants, ...holders];
});

/** What the scripts of locks do. Two of them are short cuts, which a server may refuse: then `serveCommands` is asked for the same. */
export const LOCK_FAKES: readonly Fake[] = [
  takeTurnsFake,
  inspectFake,
  fakeOf(acquireFreeLocks, () => '1'),
  fakeOf(handOffLock, () => 0),
];
