import { Cluster, Redis } from 'ioredis';
import { checkClient } from './client-options.js';

describe('checkClient', () => {
  // Under exactOptionalPropertyTypes ioredis's own type of options does not fit its constructor.
  const cureOf = (options: object): string | undefined =>
    checkClient(new Redis({ ...options, lazyConnect: true }))[0]?.cure;

  it('names what a client lacks', () => {
    expect(cureOf({})).toMatch(/socketTimeout.* and reconnectOnError/);
    expect(cureOf({ socketTimeout: 5_000, reconnectOnError: () => false })).toContain('set reconnectOnError');
    expect(cureOf({ reconnectOnError: (error: Error) => error.message.includes('READONLY') })).toContain(
      'set socketTimeout',
    );
  });

  it('finds nothing where all is set', () => {
    expect(
      cureOf({ socketTimeout: 5_000, reconnectOnError: ({ message }: Error) => /^READONLY/.test(message) }),
    ).toBe(undefined);
  });

  it('looks at the connections of a Cluster', () => {
    const cluster = (redisOptions: object): Cluster =>
      new Cluster([{ port: 1 }], { redisOptions, lazyConnect: true });
    expect(checkClient(cluster({}))[0]?.cure).toContain('redisOptions: { socketTimeout');
    expect(checkClient(cluster({ socketTimeout: 1_000 }))).toEqual([]);
  });
});
