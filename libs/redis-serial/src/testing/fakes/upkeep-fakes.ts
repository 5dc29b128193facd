import { askAll } from '../../lua/shard/ask-all.script.js';
import { checkPeriods } from '../../lua/shard/check-periods.script.js';
import { findKeys } from '../../lua/shard/find-keys.script.js';
import { noteName } from '../../lua/shard/note-name.script.js';
import { listPeriods } from '../../lua/shard/list-periods.script.js';
import { noteMigration } from '../../lua/shard/note-migration.script.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import { scanCounters } from '../../lua/shard/scan-counters.script.js';
import { fakeOf, type Fake } from './fake.js';
import { keepPeriodsFake, renewPeriod, stand, startOf } from './shard-counters.js';
import { beginRecovery, hashAt, namesIn, note, numberIn, put } from './shard-register.js';

const readHistoryFake = fakeOf(readHistory, ({ hashes, lists }, { register, history }, { count }) => [
  hashes.get(register)?.get('def') ?? '',
  hashes.get(register)?.get('rec') ?? '',
  hashes.get(register)?.get('src') ?? '',
  ...(lists.get(history) ?? []).slice(0, count),
]);

const askAllFake = fakeOf(askAll, (memory, keys, args) => {
  const register = memory.hashes.get(keys.register);
  if (!register) return [];
  const underWay = register.get('rec');
  if (underWay?.startsWith('asked')) return [underWay, register.get('base')];
  beginRecovery(memory, register, args);
  const rec = `asked${memory.nextMicros()}`;
  put(register, { r: rec, rec });
  for (const one of args.asked) put(register, { [`?${one}`]: 1 });
  return [rec, register.get('base')];
});

const checkPeriodsFake = fakeOf(checkPeriods, (memory, { register: key, history, hashes }, { periods }) => {
  const register = memory.hashes.get(key);
  if (!register || register.has('rec')) return [];
  periods.forEach((period, index) => {
    const [, expiresAt = 'never'] = register.get(`p${period}`)?.split(' ') ?? [];
    const hash = hashes[index] ?? '';
    const had = memory.hashes.get(hash)?.get('#n');
    const isOpen = register.has(`p${period}`) && (expiresAt === 'never' || memory.now < Number(expiresAt));
    if (isOpen && had !== register.get(`o${period}`))
      renewPeriod(memory, { register: key, history, hash }, period, expiresAt, Number(had ?? 0));
  });
  return namesIn(register, 'p').filter((period) => !periods.includes(period));
});

const listPeriodsFake = fakeOf(listPeriods, ({ hashes }, { register }) =>
  namesIn(hashes.get(register) ?? new Map<string, string>(), 'p'),
);

// All at once: in memory there is nothing to be gained by less.
const scanFake = fakeOf(scanCounters, ({ hashes }, keys, args) => {
  const [register, hash] = [hashes.get(keys.register), hashes.get(keys.hash)];
  if (!register || !hash) return ['0', '0'];
  const opened = { origin: numberIn(hash, '#o'), offset: numberIn(hash, '#b') };
  const fields = [...hash.keys()].filter((field) => !/^[#!]/u.test(field));
  const counters = fields.flatMap((field) => [field, stand(register, hash.get(field), opened, args)]);
  return ['0', startOf(register, opened), ...counters];
});

const noteMigrationFake = fakeOf(noteMigration, (memory, { history }, { counters, series }) => {
  note(memory, history, memory.now, 'migrated', `${counters} ${series}`);
  return 1;
});

// Only the keys of an earlier layout are looked for.
const findKeysFake = fakeOf(
  findKeys,
  ({ censuses, counters }, { keys }) =>
    keys.find((key) => censuses.has(key) || counters.get(key) !== undefined) ?? '',
);

const noteNameFake = fakeOf(noteName, (memory, { names }, { name }) => {
  const known = hashAt(memory, names);
  const others = known.has(name) ? [] : [...known.keys()].slice(-8);
  known.set(name, '');
  return others;
});

export const UPKEEP_FAKES: readonly Fake[] = [
  findKeysFake,
  noteNameFake,
  readHistoryFake,
  askAllFake,
  checkPeriodsFake,
  listPeriodsFake,
  scanFake,
  noteMigrationFake,
  keepPeriodsFake,
];
