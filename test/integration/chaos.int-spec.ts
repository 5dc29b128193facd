import { startRedisServer, type RedisServer } from 'local-redis';
import { FAULTS } from '../chaos/faults/all-faults.js';
import type { DurabilityLevel, IssuingMode } from '../chaos/issuing.js';
import { missingForPowerCuts } from '../chaos/power-cut.js';
import { playRound, type RoundResult } from '../chaos/round.js';
import { describeUnless } from '../support/describe-unless.js';

const powerCutMissing = await missingForPowerCuts();

// The whole of it is `npm run chaos`.
const NUMBERS = 1_000;

describe('numbers under load', () => {
  let store: RedisServer;

  beforeAll(async () => {
    store = await startRedisServer();
  });
  afterAll(() => store.stop());

  const play = (name: string, durability: DurabilityLevel, mode: IssuingMode): Promise<RoundResult> => {
    const fault = FAULTS.find((each) => each.name === name);
    if (!fault) throw new Error(`There is no fault "${name}"`);
    return playRound({ fault, durability, mode, storeUrl: store.url, numbers: NUMBERS });
  };

  const comesTwice = async (fault: string, mode: IssuingMode): Promise<void> => {
    expect((await play(fault, 'none', mode)).twice).toBeGreaterThan(0);
  };
  const neverComesTwice = async (fault: string, level: DurabilityLevel, mode: IssuingMode): Promise<void> => {
    const { twice, issued } = await play(fault, level, mode);
    expect(twice).toBe(0);
    // Before the fault twice as many, and as many again after it.
    expect(issued).toBeGreaterThanOrEqual(4 * NUMBERS);
  };

  // Not buffered: a block that was fetched before the replica fell behind may last to the end.
  it('are given twice with durability none after a failover', () =>
    comesTwice('failover, 1 s behind', 'strict'));

  it.each([
    ['failover and back, 1 s behind', 'fenced', 'buffered'],
    ['failover, 1 s behind', 'highWater', 'strict'],
    ['FLUSHALL', 'highWater', 'strict'],
    ['slot migration', 'fenced', 'strict'],
  ] as const)('are never given twice: %s, %s, %s', neverComesTwice);

  describeUnless(powerCutMissing, 'when the power is cut', () => {
    it('are given twice with durability none', () => comesTwice('power cut', 'strict'));

    it.each([
      ['power cut', 'fenced', 'strict'],
      ['power cut', 'highWater', 'buffered'],
    ] as const)('are never given twice: %s, %s, %s', neverComesTwice);
  });
});
