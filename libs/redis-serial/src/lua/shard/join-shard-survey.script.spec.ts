import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { attest } from './attest.script.js';
import { joinShard, type Joined } from './join-shard.script.js';

describe('joinShard, in a survey', () => {
  const server = scriptServer();
  const keys = () => ({ register: server.key('register'), history: server.key('history') });
  const join = (member: string, more: { w: number; asked?: string[] }): Promise<Joined> => {
    const asks = more.asked !== undefined;
    const same = {
      kind: 'fenced',
      fingerprint: 'f',
      description: '{}',
      accepts: '',
      skips: false,
      confirm: '',
      retention: '1',
      claims: false,
      begins: 0,
    };
    const times = { covers: 2_000, hearWithin: 2_000, skip: 10 };
    const args = {
      ...same,
      ...times,
      member,
      w: more.w,
      creates: asks,
      survey: asks,
      asked: more.asked ?? [],
    };
    return runnerOn(server.client).run(joinShard, keys(), args);
  };

  it('waits in a survey for all that are asked, also where one of them joins that knows of a loss', async () => {
    await join('new', { w: 0, asked: ['new', 'knows'] });
    const joined = await join('knows', { w: 5 });
    expect(joined).toMatchObject({ outcome: 'recovering', base: 0 });
    const recovery = joined.outcome === 'recovering' ? joined.recovery : '';
    const args = {
      kind: '',
      hearWithin: 2_000,
      skip: 10,
      step: 1,
      base: 0,
      named: '',
      rest: [],
      isLast: true,
    };
    const tell = (member: string, w: number) =>
      runnerOn(server.client).run(attest, { ...keys(), hashes: [] }, { ...args, member, w, recovery });
    expect(await tell('new', 0)).toMatchObject({ outcome: 'heard' });
    expect(await tell('knows', 5)).toMatchObject({ outcome: 'done' });
  });
});
