import { startRedisServer, type RedisServer } from 'local-redis';
import { FAULTS } from '../chaos/faults/all-faults.js';
import type { DurabilityLevel, IssuingMode } from '../chaos/issuers.js';
import { playRound, type RoundResult } from '../chaos/round.js';

// The whole of it is `npm run chaos`.
describe('numbers under load', () => {
  let store: RedisServer;

  beforeAll(async () => {
    store = await startRedisServer();
  });
  afterAll(() => store.stop());

  const play = (name: string, durability: DurabilityLevel, mode: IssuingMode): Promise<RoundResult> => {
    const fault = FAULTS.find((each) => each.name === name);
    if (!fault) throw new Error(`There is no fault "${name}"`);
    return playRound({ fault, durability, mode, storeUrl: store.url });
  };

  it.each([
    ['power cut', 'strict'],
    ['failover, 1 s behind', 'buffered'],
  ] as const)('are given twice with durability none after a %s', async (fault, mode) => {
    expect((await play(fault, 'none', mode)).twice).toBeGreaterThan(0);
  });

  it.each([
    ['power cut', 'fenced', 'strict'],
    ['power cut', 'highWater', 'buffered'],
    ['failover, 1 s behind', 'fenced', 'buffered'],
    ['failover, 1 s behind', 'highWater', 'strict'],
    ['FLUSHALL', 'highWater', 'strict'],
    ['slot migration', 'fenced', 'strict'],
  ] as const)('are never given twice: %s, %s, %s', async (fault, durability, mode) => {
    const { twice, issued } = await play(fault, durability, mode);
    expect(twice).toBe(0);
    expect(issued).toBeGreaterThan(100);
  });
});
