import { commandOf, parseVersion } from './redis-binary.js';

describe('parseVersion', () => {
  it.each([
    [
      'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=80fa1cac3e4e',
      'redis',
      '7.0.15',
    ],
    ['Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0', 'valkey', '8.1.1'],
  ])('reads %p', (output, engine, version) => {
    expect(parseVersion(`${output}\n`)).toEqual({ engine, version });
  });

  it('refuses what another program says', () => {
    expect(() => parseVersion('redis-cli 7.0.15\n')).toThrow(
      'no version of Redis or Valkey in "redis-cli 7.0.15"',
    );
  });
});

describe('commandOf', () => {
  const inherited = process.env.LD_LIBRARY_PATH;

  afterEach(() => {
    if (inherited === undefined) delete process.env.LD_LIBRARY_PATH;
    else process.env.LD_LIBRARY_PATH = inherited;
  });

  it('runs a program that needs nothing as it is', () => {
    expect(commandOf({ path: '/usr/bin/redis-server' })).toEqual(['/usr/bin/redis-server']);
  });

  it('puts the libraries before those of the environment', () => {
    delete process.env.LD_LIBRARY_PATH;
    const program = { path: '/c/redis-server', libraryPath: '/c/lib' };
    expect(commandOf(program)).toEqual(['env', 'LD_LIBRARY_PATH=/c/lib', '/c/redis-server']);
    process.env.LD_LIBRARY_PATH = '/opt/lib';
    expect(commandOf(program)).toEqual(['env', 'LD_LIBRARY_PATH=/c/lib:/opt/lib', '/c/redis-server']);
  });
});
