import { askAll } from '../../lua/shard/ask-all.script.js';
import { checkPeriods } from '../../lua/shard/check-periods.script.js';
import { readHistory } from '../../lua/shard/read-history.script.js';
import { fakeOf, type Fake } from './fake.js';
import { renewPeriod } from './shard-counters.js';
import { beginRecovery, namesIn, put } from './shard-register.js';

const readHistoryFake = fakeOf(readHistory, ({ hashes, lists }, { register, history }, { count }) => [
  hashes.get(register)?.get('def') ?? '',
  hashes.get(register)?.get('rec') ?? '',
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

export const UPKEEP_FAKES: readonly Fake[] = [readHistoryFake, askAllFake, checkPeriodsFake];
