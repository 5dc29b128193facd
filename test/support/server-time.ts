import type { Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** Waits until the server's clock is past an instant, in milliseconds since 1970: leases end by that clock. */
export async function serverIsPast(client: Redis, instant: number): Promise<void> {
  await eventually(`the server's clock is past ${new Date(instant).toISOString()}`, async () => {
    const [seconds, micros] = await client.time();
    return Number(seconds) * 1000 + Number(micros) / 1000 > instant;
  });
}
