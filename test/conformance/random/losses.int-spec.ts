import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import { SerialService } from 'nestjs-redis-serial';
import type { LosingBackend } from '../backend.js';
import { inMemory } from '../in-memory.js';
import { RedisBackends } from '../on-redis.js';
import { GaplessRun, gaplessOperations, RANDOM_GAPLESS } from './gapless-operations.js';
import { happen, withLosses } from './losses.js';
import { doSerial, oneOfEach, RANDOM_SERIES, serialOperations } from './serial-operations.js';

// With failovers in them, to look for the shortest run that fails would take longer than a test may.
const RUNS = { numRuns: 25, endOnFailure: true };

describe('whatever is asked while data are lost', () => {
  let backends: LosingBackend[];
  let apps: TestingModule[];
  let runs = 0;
  const servers = new RedisBackends();

  beforeAll(async () => {
    backends = [await inMemory(), await servers.openLosing()];
    const durability = { mode: 'fenced', recoverySkip: 10 } as const;
    const options = { series: [...RANDOM_SERIES, ...RANDOM_GAPLESS], durability };
    apps = await Promise.all(backends.map((backend) => backend.app(options)));
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await servers.stop();
  });

  // How far a counter jumps depends on which of several processes is heard first: so there is one, for each app's part.
  const services = (): [memory: SerialService[], redis: SerialService[]] => {
    const [memory, redis] = apps.map((app) => app.get(SerialService)) as [SerialService, SerialService];
    return [
      [memory, memory],
      [redis, redis],
    ];
  };

  it('numbers are the same in memory and on Redis', async () => {
    await fc.assert(
      fc.asyncProperty(withLosses(serialOperations), async (steps) => {
        const run = `${++runs}`;
        const [memory, redis] = services();
        for (const step of steps) {
          if ('happens' in step) await happen(backends, step.happens);
          const operations = 'happens' in step ? oneOfEach : [step.ask];
          // Above which ceiling they go on depends on whether the next one was recorded yet, in the background.
          for (const operation of operations.filter(({ series }) => series !== 'r-covered'))
            expect(await doSerial(memory, run, operation)).toEqual(await doSerial(redis, run, operation));
        }
      }),
      RUNS,
    );
  });

  it('numbers without gaps are the same in memory and on Redis', async () => {
    await fc.assert(
      fc.asyncProperty(withLosses(gaplessOperations), async (steps) => {
        const run = `g${++runs}`;
        const [memory, redis] = services().map((both) => new GaplessRun(both, run)) as [
          GaplessRun,
          GaplessRun,
        ];
        for (const step of steps) {
          if ('happens' in step) await happen(backends, step.happens);
          // Not every script waits until a counter was lifted, which is under way after a failover.
          for (const operation of 'happens' in step ? GaplessRun.looks : [step.ask])
            expect(await memory.do(operation)).toEqual(await redis.do(operation));
        }
      }),
      RUNS,
    );
  });
});
