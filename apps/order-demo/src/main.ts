import 'reflect-metadata';
import { localRedis } from 'local-redis';
import { closeApp } from './close-app.js';
import { createApp } from './create-app.js';
import { portFrom } from './port.js';

/* The sample app: with REDIS_URL on that Redis, else on one of its own, which ends with it. */
async function main(): Promise<void> {
  const port = portFrom(process.env.PORT);
  const redis = await localRedis({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  process.env.REDIS_URL = redis.url;
  const app = await createApp();

  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= closeApp(app).then(() => redis.stop());
  };
  // Without 'disconnect', an instance would outlive a load test that was killed.
  process.on('SIGTERM', end).on('SIGINT', end).on('disconnect', end);
  process.channel?.unref();

  try {
    await app.listen(port, process.env.HOST ?? '127.0.0.1');
  } catch (error) {
    await app.close();
    await redis.stop();
    throw error;
  }
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  process.stdout.write(welcome(url, redis.server ? 'a Redis of its own' : 'the Redis at REDIS_URL'));
  // Whoever started this as a child process, as the load test does, hears where it listens.
  process.send?.({ url });
}

function welcome(url: string, redis: string): string {
  const json = `-H 'content-type: application/json'`;
  return [
    `The order demo listens at ${url} on ${redis}; its Swagger page is ${url}/api. Try:`,
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
