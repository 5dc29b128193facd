import type { ScriptServer } from '../script-server.js';

type Fields = Readonly<Record<string, string | number | undefined>>;

/** An instant from which on everything has grown old. */
export const LONG_AGO = 1_000_000_000_000;

/** An instant that no clock shows yet. */
export const LATER = 4_000_000_000_000;

/** A shard of a test as it lies in Redis, written and read without the scripts that are tested. */
export class ShardInRedis {
  constructor(private readonly server: ScriptServer) {}

  get keys(): Record<'register' | 'history' | 'hash', string> {
    const { server } = this;
    return { register: server.key('register'), history: server.key('history'), hash: server.key('2026') };
  }

  /** The server's clock in ms since 1970. */
  async now(): Promise<number> {
    const [seconds, micros] = await this.server.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  /** What the server is known by. */
  async identity(): Promise<string> {
    return /master_replid:(\w+)/.exec(await this.server.client.info('replication'))?.[1] ?? '';
  }

  /**
   * Makes a whole shard of which `me` has long been a member, or puts more fields into it; `undefined` leaves one out.
   */
  async put(fields: Fields = {}): Promise<void> {
    const whole = {
      ...{
        v: 2,
        fp: 'fp',
        def: '{}',
        g: 'fenced',
        born: LONG_AGO,
        st: 1,
        kn: 1,
        id: await this.identity(),
        n: 0,
      },
      ...{ e: 0, J: 0, jt: 0, c: 1000, t1: LONG_AGO, c2: 1000, t2: LONG_AGO, n2: 0, m: 1, cv: 0, r: 'last' },
      ...{ '@me': 0, '+me': LONG_AGO, '&me': 'fenced' },
    };
    const isThere = (await this.server.client.exists(this.keys.register)) === 1;
    await this.write(this.keys.register, isThere ? fields : { ...whole, ...fields });
  }

  /** Makes another member. */
  async member(name: string, fields: { n?: number; joined?: number; kind?: string } = {}): Promise<void> {
    const { n = 0, joined = LONG_AGO, kind = 'fenced' } = fields;
    await this.put({ [`@${name}`]: n, [`+${name}`]: joined, [`&${name}`]: kind });
  }

  /** Opens the period 2026, whose counters were written last when the shard stood at `n`. */
  async opened(n: number, fields: Fields = {}): Promise<void> {
    await this.put({ n, o2026: n, p2026: '0 never' });
    await this.counters({ '#n': n, '#o': 0, '#b': 0, ...fields });
  }

  async counters(fields: Fields): Promise<void> {
    await this.write(this.keys.hash, fields);
  }

  register(): Promise<Record<string, string>> {
    return this.server.client.hgetall(this.keys.register);
  }

  hash(): Promise<Record<string, string>> {
    return this.server.client.hgetall(this.keys.hash);
  }

  /** What was noted, the latest first, without its time. */
  async history(): Promise<string[]> {
    const events = await this.server.client.lrange(this.keys.history, 0, -1);
    return events.map((event) => event.replace(/^\d+ /, ''));
  }

  /** All that is there, to be compared. */
  async all(): Promise<unknown> {
    return [await this.register(), await this.hash(), await this.history()];
  }

  private async write(key: string, fields: Fields): Promise<void> {
    const given = Object.entries(fields);
    const gone = given.flatMap(([name, value]) => (value === undefined ? [name] : []));
    const put = given.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
    if (put.length > 0) await this.server.client.hset(key, ...put);
    if (gone.length > 0) await this.server.client.hdel(key, ...gone);
  }
}
