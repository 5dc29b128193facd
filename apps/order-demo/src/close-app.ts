import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

const GRACE_MS = 2_000;

/** Closes the app: requests under way are finished, for two seconds at most. */
export async function closeApp(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  // A kept-alive connection whose last request ends after the server was closed would stay open for seconds.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const grace = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(grace);
  }
}
