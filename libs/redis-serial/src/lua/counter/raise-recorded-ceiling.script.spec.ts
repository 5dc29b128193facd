import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { raiseRecordedCeiling } from './raise-recorded-ceiling.script.js';

const HIGHEST = Number.MAX_SAFE_INTEGER;

describe('raiseRecordedCeiling', () => {
  const server = scriptServer();
  const recorded = (): string => server.key('high-water');
  const stands = (): Promise<string | null> => server.client.get(recorded());
  const raise = (ceiling: number): Promise<undefined> =>
    runnerOn(server.client).run(raiseRecordedCeiling, { recorded: recorded() }, { ceiling });

  it('records a ceiling, for ever', async () => {
    await raise(99);
    expect(await stands()).toBe('99');
    expect(await server.client.pttl(recorded())).toBe(-1);
  });

  it('records a higher one, to the last digit', async () => {
    // As texts, 99 would be the higher one.
    await raise(99);
    await raise(100);
    expect(await stands()).toBe('100');
    await raise(HIGHEST);
    expect(await stands()).toBe(String(HIGHEST));
  });

  it('keeps a higher one that is recorded already', async () => {
    await raise(HIGHEST);
    await raise(HIGHEST - 1);
    expect(await stands()).toBe(String(HIGHEST));
  });

  it('writes also what is recorded already, for WAIT to wait for', async () => {
    await raise(100);
    await raise(50);
    await server.client.pexpire(recorded(), 60_000);
    await raise(50);
    // A write takes the expiry away.
    expect(await server.client.pttl(recorded())).toBe(-1);
  });

  it("refuses another program's value", async () => {
    await server.client.hset(recorded(), 'last', 5);
    await expect(raise(100)).rejects.toThrow(OptionsError);
  });
});
