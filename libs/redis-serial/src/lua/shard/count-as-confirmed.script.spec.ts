import { LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import {
  COVERS,
  TakingFromShard,
  type CallOptions,
} from '../../../../../test/support/lua/taking-from-shard.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { countAsConfirmed } from './count-as-confirmed.script.js';
import { prepareConfirmation, type Prepared } from './prepare-confirmation.script.js';
import type { ShardReply } from './shard-reply.js';
import { strikeMembers } from './strike-members.script.js';
import { takeFromShard } from './take-from-shard.script.js';
import { vouchFor } from './vouch.script.js';

const member = 'me';
const confirm = 'disk';

describe('countAsConfirmed', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const taking = new TakingFromShard(server, shard, (client, ...call) =>
    runnerOn(client).run(takeFromShard, ...call),
  );
  const take = (numbers: number, options: CallOptions = {}): Promise<ShardReply> =>
    taking.take([['a', numbers]], { vouched: '', highest: 1e9, most: 1e6, ...options });
  const where = (): { register: string } => ({ register: shard.keys.register });
  const prepared = async (): Promise<Prepared> => {
    const known = await runnerOn(server.client).run(prepareConfirmation, where(), { member, confirm });
    if (!known) throw new TypeError('nothing is to be confirmed');
    return known;
  };
  const count = (
    { identity, recovery, joinedAt, ceiling }: Prepared,
    who = member,
  ): Promise<{ registration: boolean; ceiling: boolean }> => {
    const args = { member: who, confirm, identity, recovery, joinedAt, ceiling };
    return runnerOn(server.client).run(countAsConfirmed, where(), args);
  };
  const BOTH = { registration: true, ceiling: true };
  const NEITHER = { registration: false, ceiling: false };

  it('has a fresh member issue', async () => {
    await shard.put({ '+me': await shard.now() });
    expect(await take(1)).toMatchObject({ outcome: 'fresh' });
    const known = await prepared();
    expect(await take(1)).toMatchObject({ outcome: 'fresh' });
    expect(await count(known)).toEqual(BOTH);
    expect(await take(1)).toMatchObject({ outcome: 'took', safe: await shard.identity() });
  });

  it('has numbers given up to a ceiling that was just recorded', async () => {
    const now = await shard.now();
    await shard.put({ c: 100, c2: 50_000, t2: now, q: 100 });
    expect(await take(5_000)).toMatchObject({ outcome: 'burst' });
    expect(await count(await prepared())).toEqual(BOTH);
    expect(await shard.register()).toMatchObject({ a: '50000', ak: 'disk', bw: '0' });
    expect(await take(5_000)).toMatchObject({ outcome: 'took', n: 5_000 });
    expect(await shard.register()).toMatchObject({ q: '25000' });
    expect(await take(21_000)).toMatchObject({ outcome: 'took', n: 26_000 });
    const { c, c2 } = await shard.register();
    expect([c, Number(c2) > 50_000]).toEqual(['50000', true]);
    // The next one is not confirmed.
    expect(await take(24_001)).toMatchObject({ outcome: 'burst' });
  });

  it.each([
    ['another server answers', { id: '0'.repeat(40) }],
    ['there was a recovery', { r: 'later' }],
    ['a recovery is under way', { rec: 'later' }],
    ['a store decides by now', { g: 'highWater' }],
  ])('counts nothing where %s', async (_, fields) => {
    await shard.put();
    const known = await prepared();
    await shard.put(fields);
    expect(await count(known)).toEqual(NEITHER);
    expect((await shard.register()).a).toBeUndefined();
  });

  it('does not count a registration that is another one', async () => {
    await shard.put({ '+me': 17 });
    const known = await prepared();
    await runnerOn(server.client).run(strikeMembers, where(), { members: [member] });
    expect((await shard.register())['~me']).toBeUndefined();
    await shard.member(member, { joined: await shard.now() });
    await shard.put({ '~me': 'disk' });
    expect(await count(known)).toEqual({ registration: false, ceiling: true });
    expect(await take(1)).toMatchObject({ outcome: 'fresh' });
  });

  it.each([
    ['nothing but age', undefined],
    ['something else', 'replicas 1'],
  ])('does not count the ceiling beside a member that takes %s for safe', async (_, other) => {
    await shard.put({ '+me': await shard.now() });
    await shard.member('other');
    await shard.put({ '~other': other });
    expect(await count(await prepared())).toEqual({ registration: true, ceiling: false });
    expect((await shard.register()).a).toBeUndefined();
  });

  it('counts it beside one that wants nothing of the kind', async () => {
    await shard.put();
    await shard.member('other', { kind: 'none' });
    expect(await count(await prepared())).toEqual(BOTH);
  });

  it('forgets all of it when another server takes over', async () => {
    await shard.put({ '+me': await shard.now() });
    await count(await prepared());
    await shard.put({ id: '0'.repeat(40) });
    expect(await take(1)).toMatchObject({ outcome: 'recovering' });
    const { a, ak, '~me': own } = await shard.register();
    expect([a, ak, own]).toEqual([undefined, undefined, 'disk']);
  });

  it('has a confirmed member vouch for one that takes the same for safe', async () => {
    const now = await shard.now();
    await shard.put({ '+me': now });
    await count(await prepared());
    const vouch = (newcomer: string): Promise<{ identity: string }> =>
      runnerOn(server.client).run(vouchFor, where(), { member, newcomer, covers: COVERS });
    await shard.member('same', { joined: now });
    await shard.member('other', { joined: now });
    await shard.put({ '~same': 'disk' });
    expect(await vouch('same')).toMatchObject({ identity: await shard.identity() });
    expect(await vouch('other')).toMatchObject({ identity: '' });
    await shard.put({ '+me': LONG_AGO });
    expect(await vouch('other')).toMatchObject({ identity: await shard.identity() });
  });
});
