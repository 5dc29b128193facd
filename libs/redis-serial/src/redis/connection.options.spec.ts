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

  it.each([
    [{}, 'connection.cluster.nodes'],
    [{ nodes: [] }, 'connection.cluster.nodes'],
    [{ nodes: [null] }, 'connection.cluster.nodes.0'],
    [{ nodes: [6379], option: {} }, 'connection.cluster.option'],
    [null, 'connection.cluster'],
  ])('refuses the cluster %j', (cluster, path) => {
    expect(() => resolveConnection({ cluster })).toThrow(path);
  });

  it.each([
    [{ url: 'redis://prod:7000' }, 'connection.url'],
    [{ uri: 'redis://prod:7000' }, 'connection.uri'],
    [{ socket: { host: 'prod', port: 7000 } }, 'connection.socket'],
    [{ addresses: [{ host: 'prod' }] }, 'connection.addresses'],
    [{ rootNodes: [] }, 'connection.rootNodes'],
    [{ host: 'prod', database: 3 }, 'connection.database'],
    [{ host: 7 }, 'connection.host'],
    [{ port: 0 }, 'connection.port'],
  ])('refuses %j, which ioredis would take for another server', (options, path) => {
    expect(() => resolveConnection(options)).toThrow(path);
  });

  it.each([
    ['node-redis', { isOpen: false, connect: () => undefined, sendCommand: () => undefined }],
    ['Glide', { customCommand: () => undefined, get: () => undefined }],
    ['a client that comes later', Promise.resolve({})],
  ])('refuses a client of %s, which would pass for options', (_, client) => {
    expect(() => resolveConnection(client)).toThrow(OptionsError);
  });

  it.each(['redis://host/one', 'redis://host:6379/1/2'])('refuses %s, whose database is no number', (url) => {
    expect(() => resolveConnection(url)).toThrow('number of a database');
  });

  it('never shows a password', () => {
    expect(() => resolveConnection('http://user:s3cret@host')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cret') as string }) as Error,
    );
  });
});
