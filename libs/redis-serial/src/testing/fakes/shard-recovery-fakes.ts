import { askListeners } from '../../lua/shard/ask-listeners.script.js';
import { raiseShardCeiling } from '../../lua/shard/raise-shard-ceiling.script.js';
import { settleByStore } from '../../lua/shard/settle-by-store.script.js';
import { fakeOf } from './fake.js';
import { beginRecovery, endAbove, endExactly, hashAt, namesIn, numberIn, put } from './shard-register.js';

/** Ends a recovery as the store says. */
export const settleFake = fakeOf(settleByStore, (memory, keys, { recovery, ceiling, joined, recorded }) => {
  const register = hashAt(memory, keys.register);
  if (register.get('rec') !== recovery || register.get('id') !== memory.run) return -1;
  const unheard = namesIn(register, '?').length;
  if (unheard > 0 && memory.now < numberIn(register, 'until')) return -1;
  let jump = 0;
  if (register.has('survey') || (unheard === 0 && numberIn(register, 'm') === joined && register.has('kn'))) {
    endExactly(memory, register, keys.history);
  } else {
    const base = numberIn(register, 'base');
    jump = Math.max(0, ceiling - base);
    endAbove(memory, register, keys.history, Math.max(ceiling, base));
  }
  put(register, { c: recorded, c2: recorded, m: Math.max(numberIn(register, 'm'), joined), kn: 1 });
  return jump;
});

/** Has a recovery wait for all who listen. */
export const askListenersFake = fakeOf(askListeners, (memory, keys, { recovery, hearWithin, asked }) => {
  const register = hashAt(memory, keys.register);
  if (register.get('rec') !== recovery || !register.delete('?*')) return 0;
  put(register, { until: memory.now + hearWithin, born: memory.now });
  for (const member of asked) register.set(`?${member}`, '1');
  return 1;
});

/** Lets a shard rise to a ceiling that the store has. */
export const raiseFake = fakeOf(raiseShardCeiling, (memory, keys, args) => {
  const register = memory.hashes.get(keys.register);
  if (!register || register.has('rec') || register.get('id') !== memory.run) return 0;
  const isHigher = numberIn(register, 'c') < args.ceiling;
  if (args.suspects) {
    const isKnown = register.has('kn');
    if (isHigher || !isKnown) beginRecovery(memory, register, args);
    if (!isKnown) put(register, { base: 0 });
    return 0;
  }
  if (args.knows) put(register, { kn: 1 });
  if (isHigher) put(register, { c: args.ceiling, c2: args.ceiling });
  return 1;
});
