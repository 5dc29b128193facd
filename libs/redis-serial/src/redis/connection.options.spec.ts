import { OptionsError } from '../common/options.error.js';
import { resolveConnection } from './connection.options.js';

describe('resolveConnection', () => {
  it('tells apart what is given', () => {
    expect(resolveConnection('rediss://user:pass@host:6380/1')).toMatchObject({ kind: 'url' });
    expect(resolveConnection('/run/redis.sock')).toMatchObject({ kind: 'url' });
    expect(resolveConnection({ host: 'h', port: 1 })).toMatchObject({ kind: 'options' });
    expect(resolveConnection({ cluster: { nodes: [{ host: 'h', port: 1 }] } })).toMatchObject({
      kind: 'cluster',
    });
  });

  it.each(['localhost:6379', 'http://host', 'redis', '', 6379, null, [], () => 1])('refuses %p', (given) => {
    expect(() => resolveConnection(given)).toThrow(OptionsError);
  });

  it.each([{}, { nodes: [] }, null])('refuses a cluster without nodes: %p', (cluster) => {
    expect(() => resolveConnection({ cluster })).toThrow('connection.cluster.nodes');
  });

  it('never shows a password', () => {
    expect(() => resolveConnection('http://user:s3cret@host')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cret') as string }) as Error,
    );
  });
});
