import { acquireFreeLocks } from '../../lua/lock/acquire-free-locks.script.js';
import { handOffLock } from '../../lua/lock/hand-off-lock.script.js';
import { showHolderText } from '../../lua/lock/holder.record.js';
import { inspectLock } from '../../lua/lock/inspect-lock.script.js';
import { scoreOf } from '../../lua/lock/queue-entry.record.js';
import { serveCommands } from '../../lua/lock/serve-commands.script.js';
import { fakeOf, type Fake } from './fake.js';
import { LockCommands } from './lock-commands.js';
import { LockShard } from './lock-shard.js';

const serveCommandsFake = fakeOf(serveCommands, (memory, { fences, queues, locksAndQueues }, asked) => {
  const shard = new LockShard(memory, fences, queues);
  const answers = asked.texts.map((text, index) => {
    const [lock = '', queue = ''] = locksAndQueues.slice(index * 2);
    return new LockCommands(shard, asked, lock, queue).serve(text);
  });
  return [String(shard.micros), shard.isContended ? 1 : 0, answers];
});

const inspectFake = fakeOf(inspectLock, (memory, keys) => {
  const shard = new LockShard(memory, '', '');
  const lock = shard.lock(keys.lock);
  if (!lock) return [];
  const wants = [...shard.queue(keys.queue)].flatMap(([process, { waiting }]) => [
    `#${process}`,
    String(scoreOf(waiting)),
  ]);
  const holders = [...lock.holders].map(([token, holder]) =>
    showHolderText({ token, ...holder }, holder.leaseEnd - shard.now),
  );
  return [lock.kind, wants, ...holders];
});

/**
 * The fakes of the lock scripts. The last two scripts are short cuts that a server may refuse; then `serveCommands`
 * does the same.
 */
export const LOCK_FAKES: readonly Fake[] = [
  serveCommandsFake,
  inspectFake,
  fakeOf(acquireFreeLocks, () => '1'),
  fakeOf(handOffLock, () => 0),
];
