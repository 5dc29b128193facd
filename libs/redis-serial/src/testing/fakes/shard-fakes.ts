import { attestFake } from './attest-fake.js';
import { countListeners } from '../../lua/shard/count-listeners.script.js';
import { listChannels } from '../../lua/shard/list-channels.script.js';
import { giveBackToShard } from '../../lua/shard/give-back-to-shard.script.js';
import { joinShard } from '../../lua/shard/join-shard.script.js';
import { readFromShard } from '../../lua/shard/read-from-shard.script.js';
import { seeServer } from '../../lua/shard/see-server.script.js';
import { strikeMembers } from '../../lua/shard/strike-members.script.js';
import { tell } from '../../lua/shard/tell.script.js';
import { vouchFor } from '../../lua/shard/vouch.script.js';
import { fakeOf, type Fake } from './fake.js';
import { stand, written } from './shard-counters.js';
import {
  beginRecovery,
  hashAt,
  namesIn,
  note,
  numberIn,
  put,
  recoveryTrouble,
  strongestOf,
} from './shard-register.js';
import { askListenersFake, raiseFake, settleFake } from './shard-recovery-fakes.js';
import { definitionsIn, periodsIn } from './register-texts.js';
import { takeFromShardFake } from './take-from-shard-fake.js';
import { takeQuietlyFake } from './take-quietly-fake.js';
import { isOtherTime } from './time.js';

const joinFake = fakeOf(joinShard, (memory, keys, args) => {
  const { now, run } = memory;
  const { member, kind, fingerprint, description, skip, begins } = args;
  if (!memory.hashes.get(keys.register)) {
    if (!args.creates) return ['unknown'];
    const c = begins + skip;
    const fresh = {
      v: 2,
      fp: fingerprint,
      def: description,
      g: kind,
      born: now,
      id: run,
      n: begins,
      e: 0,
      J: 0,
      jt: 0,
    };
    put(hashAt(memory, keys.register), {
      ...fresh,
      c,
      t1: now,
      c2: c,
      t2: now,
      n2: begins,
      m: 0,
      r: `${run.slice(0, 8)}${memory.nextMicros()}`,
    });
    if (kind === 'highWater') put(hashAt(memory, keys.register), { kn: 1 });
    if (args.survey) {
      const rec = `${run.slice(0, 8)}${memory.nextMicros()}`;
      put(hashAt(memory, keys.register), { r: rec, rec, base: 0, until: now + args.hearWithin, survey: 1 });
      for (const one of args.asked) put(hashAt(memory, keys.register), { [`?${one}`]: 1 });
      return ['recovering', rec, '0'];
    }
  }
  const register = hashAt(memory, keys.register);
  if (register.has('src')) return ['elsewhere', 'the store'];
  const known = register.get('fp') ?? '';
  if (known !== fingerprint && args.accepts !== known)
    return ['changed', known, register.get('def'), ...definitionsIn(register)];
  const isGuarded = kind !== 'none' || register.get('g') !== 'none';
  const knowsMore = !register.has('rec') && numberIn(register, 'n') < args.w;
  if (isGuarded && (register.get('id') !== run || knowsMore))
    return beginRecovery(memory, register, args).split(' ');
  if (register.has('rec')) return recoveryTrouble(register).split(' ');
  const others = namesIn(register, '&').filter((other) => other !== member);
  register.delete(`&${member}`);
  const strongest = strongestOf(register, kind) ?? kind;
  put(register, { m: numberIn(register, 'm') + 1, g: strongest });
  if (args.skips && !register.has('sk')) put(register, { sk: now });
  if (!register.has(`+${member}`)) put(register, { [`+${member}`]: now });
  put(register, { [`@${member}`]: numberIn(register, 'n'), [`&${member}`]: kind });
  if (register.get('def') !== description) {
    note(memory, keys.history, now, 'changed', register.get('def') ?? '');
    put(register, { [`d${known}`]: register.get('def') ?? '', fp: fingerprint, def: description });
  }
  const told = [
    register.get('m'),
    register.get('c2'),
    strongest,
    register.get('n'),
    register.get('r'),
    periodsIn(register, kind, args.retention),
  ];
  return ['joined', run, strongest === 'highWater' ? args.covers : 0, ...told, ...others];
});

const vouchFake = fakeOf(vouchFor, (memory, keys, { member, newcomer }) => {
  const register = hashAt(memory, keys.register);
  const isList = register.has(`+${member}`) && register.has(`+${newcomer}`);
  const mayVouch = register.get('g') !== 'highWater' || register.get(`&${member}`) === 'highWater';
  const holds = isList && mayVouch && !register.has('rec') && register.get('id') === memory.run;
  return holds ? [memory.run, register.get('cv') ?? '0'] : [''];
});

const strikeFake = fakeOf(strikeMembers, (memory, keys, { members }) => {
  const register = memory.hashes.get(keys.register);
  const isLost = register?.get('g') !== 'none' && register?.get('id') !== memory.run;
  if (!register || register.has('rec') || isLost) return 0;
  for (const member of members) for (const sign of ['@', '+', '&']) register.delete(sign + member);
  if (register.get('g') === 'highWater' && strongestOf(register) === 'fenced') put(register, { g: 'fenced' });
  return 1;
});

const giveBackFake = fakeOf(giveBackToShard, (memory, keys, args) => {
  const register = memory.hashes.get(keys.register);
  const hash = memory.hashes.get(keys.hash);
  const isLost = register?.get('g') !== 'none' && register?.get('id') !== memory.run;
  if (!register?.has(`@${args.member}`) || register.has('rec') || isLost) return 0;
  if (!hash?.has(args.field) || hash.get('#n') !== register.get(`o${args.period}`)) return 0;
  const opened = { origin: numberIn(hash, '#o'), offset: 0 };
  let last = stand(register, hash.get(args.field), opened, args);
  let back = 0;
  for (let run = 0; run < args.bounds.length; run += 2) {
    const below = (args.bounds[run] ?? 0) - args.step;
    if (last !== args.bounds[run + 1] || below < Number(hash.get(`!${args.field}`) ?? -Infinity)) break;
    last = below;
    back++;
  }
  if (back > 0) hash.set(args.field, written(register, last, opened));
  return back;
});

const readFake = fakeOf(readFromShard, (memory, keys, args) => {
  const clock = memory.time.join(' ');
  if (isOtherTime(memory, args.fromSecond, args.toSecond)) return clock;
  const [register, hash] = [memory.hashes.get(keys.register), memory.hashes.get(keys.hash)];
  if (!register || !hash || (!hash.has(args.field) && !hash.has('#b'))) return `${clock} new`;
  const opened = { origin: numberIn(hash, '#o'), offset: numberIn(hash, '#b') };
  return `${clock} ${stand(register, hash.get(args.field), opened, args)}`;
});

const seeFake = fakeOf(seeServer, ({ now, run }) => [String(now), run]);

const tellFake = fakeOf(tell, ({ channels }, _keys, { channel, message }) =>
  channels.publish(channel, message),
);

const countFake = fakeOf(countListeners, (memory, _keys, { channels }) =>
  channels.map((channel) => memory.channels.count(channel)),
);

const listFake = fakeOf(listChannels, (memory, _keys, { pattern }) => [
  '3',
  memory.channels.names.filter((name) => name.startsWith(pattern.slice(0, -1))),
]);

/** What the scripts of shards do. */
export const SHARD_FAKES: readonly Fake[] = [
  takeFromShardFake,
  takeQuietlyFake,
  joinFake,
  attestFake,
  listFake,
  askListenersFake,
  settleFake,
  raiseFake,
  vouchFake,
  strikeFake,
  giveBackFake,
  readFake,
  tellFake,
  seeFake,
  countFake,
];
