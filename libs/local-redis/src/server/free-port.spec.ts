import { createServer } from 'node:net';
import { freePort } from './free-port.js';

describe('freePort', () => {
  it('is a port that can be listened on, with a Cluster bus port above it', async () => {
    const port = await freePort();
    expect(port).toBeGreaterThan(0);
    expect(port).toBeLessThanOrEqual(55_535);
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
