import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

const GRACE_MS = 2_000;

/** Closes the app. Requests under way have two seconds to finish. */
export async function closeApp(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  // A kept-alive connection would stay open for seconds if its last request ends after the server was closed.
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
