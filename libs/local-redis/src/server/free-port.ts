import { createServer } from 'node:net';

/** The highest port whose Cluster bus port, 10 000 above it, is a port too. */
const HIGHEST = 55_535;

/**
 * A TCP port of 127.0.0.1 that nobody listens on at this moment.
 * @throws {Error} when the system gives out none.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await givenPort();
    if (port <= HIGHEST) return port;
  }
}

function givenPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave out no TCP port'));
      });
    });
  });
}
