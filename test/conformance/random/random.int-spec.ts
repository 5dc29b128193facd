import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import { LockService, SerialService } from 'nestjs-redis-serial';
import type { Backend } from '../backend.js';
import { inMemory } from '../in-memory.js';
import { RedisBackends } from '../on-redis.js';
import { GaplessRun, gaplessOperations, RANDOM_GAPLESS } from './gapless-operations.js';
import { lockOperations, LockRun } from './lock-operations.js';
import { doSerial, RANDOM_SERIES, serialOperations } from './serial-operations.js';

describe('whatever is asked', () => {
  let backends: Backend[];
  let apps: TestingModule[][];
  let runs = 0;
  const servers = new RedisBackends();

  beforeAll(async () => {
    backends = [await inMemory(), await servers.open()];
    apps = [];
    for (const backend of backends) {
      const options = { series: [...RANDOM_SERIES, ...RANDOM_GAPLESS] };
      apps.push([await backend.app(options), await backend.app(options)]);
    }
  });
  afterAll(async () => {
    await Promise.all(apps.flat().map((app) => app.close()));
    await Promise.all(backends.map((backend) => backend.stop()));
    await servers.stop();
  });

  it('numbers are the same in memory and on Redis', async () => {
    await fc.assert(
      fc.asyncProperty(serialOperations, async (operations) => {
        const run = `${++runs}`;
        const [memory = [], redis = []] = apps.map((pair) => pair.map((app) => app.get(SerialService)));
        for (const operation of operations) {
          const expected = await doSerial(redis, run, operation);
          expect(await doSerial(memory, run, operation)).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('numbers without gaps are the same in memory and on Redis', async () => {
    await fc.assert(
      fc.asyncProperty(gaplessOperations, async (operations) => {
        const run = `g${++runs}`;
        const [memory, redis] = apps.map(
          (pair) =>
            new GaplessRun(
              pair.map((app) => app.get(SerialService)),
              run,
            ),
        ) as [GaplessRun, GaplessRun];
        for (const operation of operations) {
          const expected = await redis.do(operation);
          expect(await memory.do(operation)).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('locks are the same in memory and on Redis', async () => {
    await fc.assert(
      fc.asyncProperty(lockOperations, async (operations) => {
        const run = `-${++runs}`;
        const [memory, redis] = apps.map(
          (pair) =>
            new LockRun(
              pair.map((app) => app.get(LockService)),
              run,
            ),
        ) as [LockRun, LockRun];
        try {
          for (const operation of operations) {
            const expected = await redis.do(operation);
            expect(await memory.do(operation)).toEqual(expected);
          }
        } finally {
          await Promise.all([memory.end(), redis.end()]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
