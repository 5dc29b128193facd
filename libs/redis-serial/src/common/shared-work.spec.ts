import { SharedWork } from './shared-work.js';

describe('SharedWork', () => {
  it('is done once for all who ask meanwhile, and anew after that', async () => {
    const work = new SharedWork<number>();
    let times = 0;
    const count = (): Promise<number> => Promise.resolve(++times);
    const both = Promise.all([work.of('a', count), work.of('a', count)]);
    expect(work.isUnderWay('a')).toBe(true);
    expect(await both).toEqual([1, 1]);
    expect(work.isUnderWay('a')).toBe(false);
    expect(await work.of('a', count)).toBe(2);
  });

  it('has nothing to do with the work of another key', async () => {
    const work = new SharedWork<string>();
    const say = (key: string) => work.of(key, () => Promise.resolve(key));
    expect(await Promise.all([say('a'), say('b')])).toEqual(['a', 'b']);
  });

  it('fails for all who asked, and can be asked for again', async () => {
    const work = new SharedWork<string>();
    const fail = () => work.of('a', () => Promise.reject(new Error('no')));
    const failed = await Promise.allSettled([fail(), fail()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work.of('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
