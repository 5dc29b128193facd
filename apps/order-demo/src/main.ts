import 'reflect-metadata';
import { localServers, type LocalServers } from './local-servers.js';
import { closeApp } from './close-app.js';
import { createApp } from './create-app.js';
import { portFrom } from './port.js';

// The sample app. It uses the Redis at REDIS_URL and the PostgreSQL at DATABASE_URL, else its own servers, which end
// with it.
async function main(): Promise<void> {
  const port = portFrom(process.env.PORT);
  const servers = await localServers();
  process.env.REDIS_URL = servers.redis.url;
  process.env.DATABASE_URL = servers.postgres.url;
  // Its own Redis keeps nothing on disk, so that the page can show the effect.
  if (servers.redis.server) process.env.DOCTOR ??= 'off';
  const app = await createApp(servers).catch(async (error: unknown) => {
    await servers.stop();
    throw error;
  });

  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= closeApp(app).then(() => servers.stop());
  };
  // Without 'disconnect', an instance would outlive a load test that was killed.
  process.on('SIGTERM', end).on('SIGINT', end).on('disconnect', end);
  process.channel?.unref();

  try {
    await app.listen(port, process.env.HOST ?? '127.0.0.1');
  } catch (error) {
    await app.close();
    await servers.stop();
    throw error;
  }
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  process.stdout.write(welcome(url, servers));
  // Tells a parent process, such as the load test, where it listens.
  process.send?.({ url });
}

function welcome(url: string, { redis, postgres }: LocalServers): string {
  const json = `-H 'content-type: application/json'`;
  const numbers = redis.server ? 'a Redis of its own' : 'the Redis at REDIS_URL';
  const data = postgres.isEmbedded ? 'a database of its own' : 'the database at DATABASE_URL';
  return [
    `The order demo listens at ${url} on ${numbers} and ${data}.`,
    `Look at ${url} to see what it does, at ${url}/api for its Swagger page, or try:`,
    `  curl -X POST ${url}/orders ${json} -d '{"store":"SH","sku":"TEA-500G","quantity":2}'`,
    `  curl '${url}/orders/next?store=SH'`,
    `  curl -X POST ${url}/orders/import-counter ${json} -d '{"store":"SH","value":500}'`,
    `  curl ${url}/metrics`,
    `Ctrl+C ends it.`,
    ``,
  ].join('\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
