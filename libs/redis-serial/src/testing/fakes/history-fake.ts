import { readHistory } from '../../lua/shard/read-history.script.js';
import { fakeOf } from './fake.js';

export const readHistoryFake = fakeOf(readHistory, ({ hashes, lists }, { register, history }, { count }) => [
  hashes.get(register)?.get('def') ?? '',
  hashes.get(register)?.get('rec') ?? '',
  ...(lists.get(history) ?? []).slice(0, count),
]);
