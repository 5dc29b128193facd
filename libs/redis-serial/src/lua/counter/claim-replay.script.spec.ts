import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { claimReplay } from './claim-replay.script.js';
import { readReplayRecord } from './replay.record.js';

describe('claimReplay', () => {
  const server = scriptServer();
  const replay = (): string => server.key('replay');
  const claim = (
    runs: string,
    textAt = 1_700_000_000_123,
    about = '[{},{}]',
    replayTtlMs = 60_000,
  ): Promise<string> =>
    runnerOn(server.client).run(claimReplay, { replay: replay() }, { runs, textAt, replayTtlMs, about });

  it("keeps the caller's own, with the server's clock, and answers it", async () => {
    const before = await serverMs();
    const record = await claim('5*2+9*1', 1_700_000_000_123, '[{"shop":"état 1"},{}]');
    const { issuedAt, ...rest } = readReplayRecord(record) ?? {};
    expect(rest).toEqual({
      runs: [
        { first: 5, count: 2 },
        { first: 9, count: 1 },
      ],
      textAt: 1_700_000_000_123,
      scope: { shop: 'état 1' },
      form: '{}',
    });
    expect(issuedAt).toBeGreaterThanOrEqual(before);
    expect(issuedAt).toBeLessThanOrEqual(await serverMs());
    expect(await server.client.get(replay())).toBe(record);
  });

  it('answers the earlier one, and leaves it and its time', async () => {
    const first = await claim('5*1');
    const expiry = await server.client.pexpiretime(replay());
    expect(await claim('6*1', 1, '[{"a":"b"},{}]', 3_600_000)).toBe(first);
    expect(await server.client.get(replay())).toBe(first);
    expect(await server.client.pexpiretime(replay())).toBe(expiry);
  });

  it('forgets it after the time that the caller said', async () => {
    await claim('5*1', 1, '[{},{}]', 60_000);
    const ttl = await server.client.pttl(replay());
    expect(ttl).toBeGreaterThan(10_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });

  it('writes an instant to the last digit', async () => {
    const latest = 8_639_999_999_999_999;
    expect(readReplayRecord(await claim('5*1', latest))?.textAt).toBe(latest);
  });

  it("refuses another program's value", async () => {
    await server.client.hset(replay(), 'last', 5);
    await expect(claim('5*1')).rejects.toThrow(OptionsError);
    expect(await server.client.hgetall(replay())).toEqual({ last: '5' });
  });

  async function serverMs(): Promise<number> {
    const [seconds, micros] = await server.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }
});
