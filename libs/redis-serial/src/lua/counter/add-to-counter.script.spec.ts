import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { addToCounter } from './add-to-counter.script.js';

const MAX = Number.MAX_SAFE_INTEGER;

describe('addToCounter', () => {
  const server = scriptServer();
  const counter = (): string => server.key('bare');
  const add = (by: number, max = MAX): Promise<number | undefined> =>
    runnerOn(server.client).run(addToCounter, { counter: counter() }, { by, max });

  it('begins at 0, and goes on from where it stands', async () => {
    expect(await add(1)).toBe(1);
    expect(await add(41)).toBe(42);
    expect(await server.client.get(counter())).toBe('42');
  });

  it('goes on from what another program wrote, also with INCR', async () => {
    await server.client.incrby(counter(), 7);
    expect(await add(1)).toBe(8);
    expect(await server.client.incr(counter())).toBe(9);
  });

  it('counts to the last digit', async () => {
    expect(await add(MAX - 1)).toBe(MAX - 1);
    expect(await add(1)).toBe(MAX);
    expect(await server.client.get(counter())).toBe(String(MAX));
  });

  it('answers undefined, with nothing done, where it would pass the highest', async () => {
    await add(8);
    expect(await add(3, 10)).toBeUndefined();
    expect(await server.client.get(counter())).toBe('8');
    expect(await add(2, 10)).toBe(10);
  });

  it('never expires', async () => {
    await add(1);
    expect(await server.client.pttl(counter())).toBe(-1);
  });

  it.each([
    ['a text that is no number', ['SET', 'a']],
    ['a hash', ['HSET', 'last', '5']],
  ])('refuses %s, and leaves it', async (_, [command = '', ...args]) => {
    await server.client.call(command, counter(), ...args);
    const before = await server.client.dump(counter());
    await expect(add(1)).rejects.toThrow(OptionsError);
    expect(await server.client.dump(counter())).toBe(before);
  });
});
