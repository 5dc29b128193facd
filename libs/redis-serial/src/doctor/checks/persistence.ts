import { danger, passed, unread, warning, type Verdict } from '../check.js';
import type { ServerState } from '../server-state.js';

/** What is on disk after a crash of the server. */
export function checkPersistence({ info, config }: ServerState): Verdict {
  const hasAof = switchedOn(info.aof_enabled) ?? switchedOn(config.appendonly);
  if (hasAof === undefined) return unread('appendonly', 'INFO');
  if (hasAof) return checkFsync(config.appendfsync);
  if (config.save === '') {
    return danger('NO_PERSISTENCE', 'Nothing is kept on disk: no AOF, no save points', {
      consequence:
        'Numbers: after a restart every counter begins again and its numbers come twice, unless a process that ' +
        "got some of them is still alive (durability 'fenced') or a high-water store is used. " +
        'Locks: all are free after a restart, also those whose holders still work.',
      cure: 'appendonly yes',
    });
  }
  return warning('NO_AOF', 'There is no AOF, only a snapshot now and then', {
    consequence:
      "Numbers: a crash loses those given since the last snapshot, and durability 'none' gives them again; " +
      "so does 'fenced' if they are more than recoverySkip and no process that got some is alive. " +
      'Locks: those taken since the snapshot are free after a crash, though their holders still work.',
    cure: 'appendonly yes',
  });
}

function checkFsync(appendfsync: string | undefined): Verdict {
  if (appendfsync === undefined) return unread('appendfsync', 'CONFIG GET');
  if (appendfsync === 'always')
    return passed('Every write is on disk before it is answered (appendfsync always)');
  const lost = appendfsync === 'everysec' ? 'the last second or two' : 'the last 30 s or more';
  return warning('AOF_FSYNC', `The AOF reaches the disk late (appendfsync ${appendfsync})`, {
    consequence:
      `When the machine fails, ${lost} of writes are lost. Numbers: durability 'fenced' leaves these out, 'none' ` +
      'gives them again. Locks: those taken in that time are free, though their holders still work.',
    cure: 'appendfsync always',
  });
}

function switchedOn(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : value === '1' || value === 'yes';
}
