import { attest } from '../../lua/shard/attest.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import { fakeOf } from './fake.js';
import { jumpsOf, markOpened, openedWith, renewPeriod, stand, startOf, written } from './shard-counters.js';
import {
  beginRecovery,
  endAbove,
  endExactly,
  hashAt,
  namesIn,
  numberIn,
  put,
  recoveryTrouble,
  type Hash,
} from './shard-register.js';

/** What a process was given is put into the counters; the recovery ends when all have said it. */
export const attestFake = fakeOf(attest, (memory, keys, args) => {
  const clock = memory.time.join(' ');
  const register = memory.hashes.get(keys.register);
  if (!register) return `${clock} unknown`;
  if (register.get('g') !== 'none' && register.get('id') !== memory.run)
    return `${clock} ${beginRecovery(memory, register, args)}`;
  if (!register.has('rec')) return `${clock} none`;
  if (register.get('rec') !== args.recovery) return `${clock} ${recoveryTrouble(register)}`;
  lift(memory, keys, args, register);
  if (!args.isLast) return `${clock} heard`;
  if (args.kind !== '') putOnList(memory, register, args);
  register.delete(`?${args.member}`);
  if (register.has('?*')) return `${clock} ask`;
  const isHeard = namesIn(register, '?').length === 0;
  if (!isHeard && memory.now < numberIn(register, 'until')) return `${clock} heard`;
  if (register.get('g') === 'highWater') return `${clock} ready`;
  if (isHeard && !register.has('sk')) endExactly(memory, register, keys.history);
  else endAbove(memory, register, keys.history, numberIn(register, register.has('survey') ? 'base' : 'c'));
  return `${clock} done`;
});

type AttestArgs = Parameters<typeof attest.argsOf>[0];
type AttestKeys = Parameters<typeof attest.keysOf>[0];

function lift(memory: Keyspace, keys: AttestKeys, args: AttestArgs, register: Hash): void {
  const rest = args.rest.map(String);
  let n = Math.max(numberIn(register, 'n'), args.w);
  let at = keys.hashes.length * 4;
  keys.hashes.forEach((key, index) => {
    const [period = '', expiresAt = '', beginsAt, count] = rest.slice(index * 4);
    const mark = register.get(`o${period}`);
    const had = memory.hashes.get(key)?.get('#n');
    const jumps = ['#o', '#e'].map((name) => Number(memory.hashes.get(key)?.get(name) ?? 0));
    const isYounger = mark === undefined && Math.max(...jumps) > 0;
    if (isYounger || (mark !== undefined && mark !== had))
      renewPeriod(memory, { ...keys, hash: key }, period, expiresAt, Number(had ?? 0));
    n = Math.max(n, Number(had ?? 0));
    const isNew = !memory.hashes.get(key) || (mark === undefined && !isYounger);
    const hash = hashAt(memory, key);
    const opened = openedWith(register, hash, Number(beginsAt), memory.now);
    for (let counter = 0; counter < Number(count); counter++) {
      const [field = '', last] = [rest[at++], Number(rest[at++])];
      const stands = stand(register, hash.get(field), opened, args);
      if (stands < last || !hash.has(field))
        hash.set(field, written(register, Math.max(stands, last), opened));
    }
    put(hash, { '#n': n, '#o': opened.origin, ...jumpsOf(register) });
    put(register, { [`o${period}`]: n });
    const openedAt = numberIn(register, 'base') - startOf(register, opened);
    if (isNew) markOpened(memory, { register: keys.register, hash: key }, period, openedAt, expiresAt);
  });
  put(register, { n });
}

function putOnList({ now }: Keyspace, register: Hash, { member, kind, w, named }: AttestArgs): void {
  if (!register.has(`&${member}`)) put(register, { [`&${member}`]: kind, [`+${member}`]: now });
  put(register, { [`@${member}`]: w });
  for (const other of named.split(' ')) {
    if (other === '' || register.has(`@${other}`)) continue;
    put(register, { [`@${other}`]: 0, [`+${other}`]: now, [`&${other}`]: kind, [`?${other}`]: 1 });
  }
}
