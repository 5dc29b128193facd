import { RedisServerStartError } from './redis-server-start.error.js';

describe('RedisServerStartError', () => {
  it('shows the log and whether the port was taken', () => {
    const error = new RedisServerStartError(1, 'Could not bind: Address already in use');
    expect(error.message).toContain('status 1');
    expect(error.message).toContain('Could not bind');
    expect(error.portInUse).toBe(true);
    expect(new RedisServerStartError(1, 'bind: Address in use').portInUse).toBe(true);
    expect(new RedisServerStartError(1, 'Bad directive').portInUse).toBe(false);
  });
});
