import type { ScriptServer } from '../script-server.js';

/** What lies under the keys of one counter's reservations; what is empty is left out. */
export interface FoundReservations {
  counter?: Record<string, string>;
  /** When each lease ends. */
  pending?: Record<string, number>;
  reserved?: Record<string, string>;
  free?: string[];
  voided?: Record<string, string>;
  /** The bits that are set, counted from 0. */
  confirmed?: number[];
  /** When somebody is to be asked about each range. */
  lost?: Record<string, number>;
}

/** The reservations of a test's counter as they lie in Redis, written and read without the scripts that are tested. */
export class ReservationsInRedis {
  constructor(private readonly server: ScriptServer) {}

  get keys(): Record<keyof Required<FoundReservations> | 'replay' | 'census', string> {
    const { server } = this;
    return {
      counter: server.key('counter'),
      pending: server.key('pending'),
      reserved: server.key('reserved'),
      free: server.key('free'),
      voided: server.key('voided'),
      confirmed: server.key('confirmed'),
      lost: server.key('lost'),
      replay: server.key('replay'),
      census: server.key('census'),
    };
  }

  /** The server's clock in ms since 1970. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.server.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  /** The server's incarnation. */
  async run(): Promise<string> {
    return /run_id:(\w+)/.exec(await this.server.client.info('server'))?.[1] ?? '';
  }

  async counter(fields: Record<string, string | number>): Promise<void> {
    await this.server.client.hset(this.keys.counter, fields);
  }

  /** A number that is reserved: its record, and when its lease ends. */
  async reserved(value: number, record: string, ends: number): Promise<void> {
    await this.server.client.hset(this.keys.reserved, value, record);
    await this.server.client.zadd(this.keys.pending, ends, value);
  }

  async free(...members: string[]): Promise<void> {
    await this.server.client.zadd(this.keys.free, ...members.flatMap((one) => [Number.parseInt(one), one]));
  }

  async voided(value: number, record: string): Promise<void> {
    await this.server.client.hset(this.keys.voided, value, record);
  }

  /** Sets a bit, counted from 0. */
  async confirmed(bit: number): Promise<void> {
    await this.server.client.setbit(this.keys.confirmed, bit, 1);
  }

  async lost(range: string, at: number): Promise<void> {
    await this.server.client.zadd(this.keys.lost, at, range);
  }

  /** All that is there now. */
  async found(): Promise<FoundReservations> {
    const { client } = this.server;
    const { keys } = this;
    const all = {
      counter: await client.hgetall(keys.counter),
      pending: scoresOf(await client.zrange(keys.pending, '0', '-1', 'WITHSCORES')),
      reserved: await client.hgetall(keys.reserved),
      free: await client.zrange(keys.free, '0', '-1'),
      voided: await client.hgetall(keys.voided),
      confirmed: bitsOf(await client.getBuffer(keys.confirmed)),
      lost: scoresOf(await client.zrange(keys.lost, '0', '-1', 'WITHSCORES')),
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => Object.keys(value).length > 0));
  }

  /** When each key that is there expires, in ms since 1970; -1 for never. */
  async expiries(): Promise<Record<string, number>> {
    const { client } = this.server;
    const expiries = Object.entries(this.keys).map(
      async ([name, key]) => [name, await client.pexpiretime(key)] as const,
    );
    return Object.fromEntries((await Promise.all(expiries)).filter(([, at]) => at !== -2));
  }
}

function scoresOf(pairs: readonly string[]): Record<string, number> {
  const scores: Record<string, number> = {};
  for (let i = 0; i < pairs.length; i += 2) scores[pairs[i] ?? ''] = Number(pairs[i + 1]);
  return scores;
}

function bitsOf(bytes: Buffer | null): number[] {
  const bits = [...(bytes ?? [])].flatMap((byte, at) =>
    [...Array(8).keys()].map((bit) => ({ byte, at, bit })),
  );
  return bits.filter(({ byte, bit }) => byte & (128 >> bit)).map(({ at, bit }) => at * 8 + bit);
}
