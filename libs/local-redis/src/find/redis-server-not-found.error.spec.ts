import { RedisServerNotFoundError } from './redis-server-not-found.error.js';

describe('RedisServerNotFoundError', () => {
  it.each([
    ['linux', 'sudo apt-get install redis-server'],
    ['darwin', 'brew install redis'],
    ['win32', 'WSL'],
    ['freebsd', 'Install one, or set REDIS_URL'],
  ] as const)('says on %s what to do', (platform, advice) => {
    const error = new RedisServerNotFoundError(platform, ['this was tried', 'that was tried']);
    expect(error.message).toContain('No Redis server found: this was tried; that was tried. ');
    expect(error.message).toContain(advice);
    expect(error.message).toContain('REDIS_URL');
    expect(error.message).not.toContain('\n');
  });

  it.each([
    ['linux', '-t bookworm-backports valkey-server'],
    ['darwin', 'brew install valkey'],
    ['freebsd', 'Install one.'],
  ] as const)('says on %s how to get Valkey, where it is wanted', (platform, advice) => {
    const error = new RedisServerNotFoundError(platform, ['this was tried'], { engine: 'valkey' });
    expect(error.message).toContain('No Valkey server found: this was tried. ');
    expect(error.message).toContain(advice);
  });

  it('has the advice by itself, for whom a server elsewhere would not do', () => {
    const { advice } = new RedisServerNotFoundError('darwin', ['this was tried']);
    expect(advice).toBe('Install one with `brew install redis`');
  });

  it('keeps the cause', () => {
    const cause = new Error('no network');
    expect(new RedisServerNotFoundError('linux', ['x'], { cause })).toMatchObject({
      name: 'RedisServerNotFoundError',
      cause,
    });
  });
});
