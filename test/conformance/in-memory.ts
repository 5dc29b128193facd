import { InMemoryRedis, RedisSerialTestingModule } from 'nestjs-redis-serial/testing';
import { boot, type LosingBackend } from './backend.js';

// No condition of these tests needs more of the clock that is moved on by hand.
const LONGEST_MS = 60_000;

/** Back ends in memory, each with one of its own. */
export function inMemory(): Promise<LosingBackend> {
  const memory = new InMemoryRedis({ now: '2026-06-15T12:00:00Z' });
  return Promise.resolve({
    app: (options, metadata = {}) => boot(RedisSerialTestingModule.forRoot({ ...options, memory }), metadata),
    until: async (what, holds) => {
      const last = memory.clock.now() + LONGEST_MS;
      while (!(await holds())) {
        if (memory.clock.now() > last) throw new Error(`It did not come about that ${what}`);
        await memory.clock.advance(10);
      }
    },
    past: (instant) => memory.clock.set(Math.max(memory.clock.now(), instant) + 1),
    lose: () =>
      done(() => {
        memory.lose();
      }),
    stopReplication: () =>
      done(() => {
        memory.stopReplication();
      }),
    failOver: () =>
      done(() => {
        memory.failOver();
      }),
    stop: () => Promise.resolve(),
  });
}

function done(act: () => void): Promise<void> {
  act();
  return Promise.resolve();
}
