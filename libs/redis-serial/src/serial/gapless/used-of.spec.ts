import type { IsUsed } from './gapless.options.js';
import { usedOf } from './used-of.js';

/** Has 1 and 3, and fails for what is called `bad`. Keeps what it was asked. */
function documents(): { asked: string[]; isUsed: (text: string) => Promise<boolean> } {
  const asked: string[] = [];
  const isUsed = async (text: string): Promise<boolean> => {
    asked.push(text);
    if (text === 'bad') throw new Error('no such document');
    return await Promise.resolve(text === '1' || text === '3');
  };
  return { asked, isUsed };
}

const withMany = (isUsed: (text: string) => Promise<boolean>, many: NonNullable<IsUsed['many']>): IsUsed =>
  Object.assign((text: string) => isUsed(text), { many });

describe('usedOf', () => {
  it('asks about all at once where that is possible', async () => {
    const { asked, isUsed } = documents();
    const together: (readonly string[])[] = [];
    const many = (texts: readonly string[]): Promise<ReadonlySet<string>> => {
      together.push(texts);
      return Promise.resolve(new Set(['3', 'of somebody else']));
    };
    const answers = await usedOf(withMany(isUsed, many), ['1', '2', '3']);
    expect(answers).toEqual({ used: new Set(['3']), failures: new Map() });
    expect(together).toEqual([['1', '2', '3']]);
    expect(asked).toEqual([]);
  });

  it('asks one after another else, and each failure is one by itself', async () => {
    const { asked, isUsed } = documents();
    const { used, failures, manyFailed } = await usedOf(isUsed, ['1', 'bad', '2', '3']);
    expect(used).toEqual(new Set(['1', '3']));
    expect([...failures]).toEqual([['bad', new Error('no such document')]]);
    expect(manyFailed).toBeUndefined();
    expect(asked).toEqual(['1', 'bad', '2', '3']);
  });

  it('asks about a single number by itself, and about none not at all', async () => {
    const { asked, isUsed } = documents();
    const both = withMany(isUsed, () => Promise.reject(new Error('not asked')));
    expect((await usedOf(both, ['1'])).used).toEqual(new Set(['1']));
    expect(await usedOf(both, [])).toEqual({ used: new Set(), failures: new Map() });
    expect(asked).toEqual(['1']);
  });

  it('asks one after another when all at once failed, and says why', async () => {
    const { isUsed } = documents();
    const both = withMany(isUsed, () => Promise.reject(new Error('a lock was not got')));
    const { used, failures, manyFailed } = await usedOf(both, ['1', 'bad', '2']);
    expect(used).toEqual(new Set(['1']));
    expect([...failures.keys()]).toEqual(['bad']);
    expect(manyFailed?.message).toBe('a lock was not got');
  });

  it.each([[['1']], [undefined], [{}]])('does not take %j for an answer about many', async (answer) => {
    const { isUsed } = documents();
    const both = withMany(isUsed, () => Promise.resolve(answer as never));
    const { used, manyFailed } = await usedOf(both, ['1', '2']);
    expect(used).toEqual(new Set(['1']));
    expect(manyFailed?.message).toContain('a Set');
  });

  it('takes a row for a yes, and nothing for a no', async () => {
    const rows = new Map([['1', { number: '1' }]]);
    const isUsed = ((text: string) => Promise.resolve(rows.get(text))) as unknown as IsUsed;
    expect((await usedOf(isUsed, ['1', '2'])).used).toEqual(new Set(['1']));
  });
});
