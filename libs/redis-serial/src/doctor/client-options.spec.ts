import type { Cluster, Redis } from 'ioredis';
import { checkClient } from './client-options.js';

describe('checkClient', () => {
  // Only the options of a client are looked at.
  const cureOf = (options: object): string | undefined =>
    checkClient({ isCluster: false, options } as Redis)[0]?.cure;

  it('names what a client lacks', () => {
    expect(cureOf({})).toMatch(/socketTimeout.* and reconnectOnError/);
    expect(cureOf({ socketTimeout: 5_000, reconnectOnError: () => false })).toContain('set reconnectOnError');
    expect(cureOf({ reconnectOnError: (error: Error) => error.message.includes('READONLY') })).toContain(
      'set socketTimeout',
    );
  });

  it('finds nothing where all is set', () => {
    expect(
      cureOf({
        socketTimeout: 5_000,
        reconnectOnError: ({ message }: Error) => message.includes('READONLY'),
      }),
    ).toBe(undefined);
  });

  it('looks at the connections of a Cluster', () => {
    const cluster = (redisOptions: object): Cluster =>
      ({ isCluster: true, options: { redisOptions } }) as unknown as Cluster;
    expect(checkClient(cluster({}))[0]?.cure).toContain('redisOptions: { socketTimeout');
    expect(checkClient(cluster({ socketTimeout: 1_000 }))).toEqual([]);
  });
});
