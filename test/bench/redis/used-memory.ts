import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const MOST_TRIES = 50;
const EQUAL_BYTES = 1024;

/**
 * The server's `used_memory` in bytes, without what connections need, once it has come to rest: a hash table that grew
 * is moved bit by bit.
 */
export async function usedMemory(client: Redis, mostTries = MOST_TRIES): Promise<number> {
  let before = await readMemory(client);
  for (let tries = 0; tries < mostTries; tries++) {
    await pause(200);
    const now = await readMemory(client);
    if (Math.abs(now - before) < EQUAL_BYTES) return now;
    before = now;
  }
  throw new Error("The server's memory did not come to rest");
}

async function readMemory(client: Redis): Promise<number> {
  const info = await client.info('memory');
  return field(info, 'used_memory') - field(info, 'mem_clients_normal');
}

function field(info: string, name: string): number {
  const value = new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1];
  if (value === undefined) throw new Error(`INFO memory has no ${name}`);
  return Number(value);
}
