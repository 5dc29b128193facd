import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { commandText, readAcquireReply, readHandoffReply, type Asking } from './lock-command.record.js';
import { scoreOf } from './queue-entry.record.js';
import { serveCommands, type CommandReplies } from './serve-commands.script.js';

const ASKING = {
  kind: 'w',
  waits: false,
  isDeaf: false,
  ticket: undefined,
  waiting: 1,
  further: 0,
  next: undefined,
} as const;

describe('serveCommands', () => {
  const server = scriptServer();
  const lock = (name = 'a'): string => server.key(`lock:${name}`);
  const queue = (name = 'a'): string => server.key(`queue:${name}`);

  const serveAll = (
    texts: readonly string[],
    process: string,
    locksAndQueues: readonly string[],
  ): Promise<CommandReplies> =>
    runnerOn(server.client).run(
      serveCommands,
      { fences: server.key('fences'), queues: server.key('queues'), locksAndQueues },
      { process, claimMs: 300, wakeChannel: server.key('wake:'), everyListenerIsHere: true, texts },
    );
  const serve = async (text: string, process = 'host:1:a'): Promise<string> =>
    (await serveAll([text], process, [lock(), queue()])).answers[0] ?? '';
  const asking = (token: string, more: Partial<Asking> = {}): Asking => ({
    ...ASKING,
    token,
    leaseMs: 60_000,
    ...more,
  });
  const acquire = (token: string, more: Partial<Asking> = {}, process?: string): Promise<string> =>
    serve(commandText.acquire(asking(token, more)), process);
  const fenceOf = (reply: string): number => {
    const read = readAcquireReply(reply);
    return 'fence' in read ? read.fence : Number.NaN;
  };
  const holder = async (): Promise<string> => (await server.client.get(lock())) ?? '';
  const ttl = (key = lock()): Promise<number> => server.client.pttl(key);

  // Hears what is said to a process as long as the test runs.
  const listen = async (process: string): Promise<string[]> => {
    const heard: string[] = [];
    const listener = server.client.duplicate();
    listeners.push(listener);
    listener.on('message', (_channel, message: string) => heard.push(message));
    await listener.subscribe(server.key('wake:') + process);
    return heard;
  };
  const listeners: (typeof server.client)[] = [];
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.disconnect();
  });

  describe('acquire', () => {
    it('takes a free lock for its lease, with a fence that is the time or higher', async () => {
      const [seconds] = await server.client.time();
      const fence = fenceOf(await acquire('one'));
      expect(fence).toBeGreaterThanOrEqual(Number(seconds) * 1_000_000);
      expect(await holder()).toMatch(new RegExp(`^0one ${fence} \\d+ host:1:a$`));
      expect(await ttl()).toBeLessThanOrEqual(60_000);
      expect(await ttl()).toBeGreaterThan(0);
      expect(await server.client.get(server.key('fences'))).toBe(String(fence));
    });

    it('gives each lock of a shard a higher fence, also when the clock is behind', async () => {
      await server.client.set(server.key('fences'), '9000000000000001');
      expect(fenceOf(await acquire('one'))).toBe(9_000_000_000_000_002);
      await serve(commandText.release('one', 0));
      expect(fenceOf(await acquire('two'))).toBe(9_000_000_000_000_003);
    });

    it('keeps fences back for a process that hands the lock on itself, where somebody waits for any lock', async () => {
      const further = { further: 1000, waits: true, waiting: 2 };
      expect(readAcquireReply(await acquire('one', further))).toHaveProperty('firstTicket', undefined);
      await serve(commandText.release('one', 0));
      await server.client.zadd(server.key('queues'), 1, queue('other'));
      const fence = fenceOf(await acquire('one', further));
      expect(await server.client.get(server.key('fences'))).toBe(String(fence + 1000));
    });

    it('tells for how long a held lock stays so, and leaves nothing behind', async () => {
      await acquire('one');
      const { heldForMs } = readAcquireReply(await acquire('two')) as { heldForMs: number };
      expect(heldForMs).toBeGreaterThan(0);
      expect(heldForMs).toBeLessThanOrEqual(60_000);
      expect(await server.client.exists(queue(), server.key('queues'))).toBe(0);
    });

    it('answers the same fence, with a fresh lease, to the token that holds it', async () => {
      const fence = fenceOf(await acquire('one'));
      await server.client.pexpire(lock(), 5_000);
      expect(fenceOf(await acquire('one'))).toBe(fence);
      expect(await ttl()).toBeGreaterThan(5_000);
    });

    it('lines up who waits, at the ticket, for ten seconds, and marks the lock', async () => {
      await acquire('one');
      await acquire('two', { waits: true, ticket: 5, waiting: 3 }, 'host:2:b');
      expect(await server.client.zrange(queue(), '0', '-1', 'WITHSCORES')).toEqual([
        '#host:2:b',
        String(scoreOf(3)),
        'host:2:b',
        '5',
      ]);
      expect(await ttl(queue())).toBeLessThanOrEqual(10_000);
      expect(await ttl(queue())).toBeGreaterThan(0);
      expect(await server.client.zrange(server.key('queues'), '0', '-1')).toEqual([queue()]);
      expect((await holder()).startsWith('1one ')).toBe(true);
    });

    it('lets nobody pass who came later', async () => {
      await acquire('one');
      await listen('host:2:b');
      await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
      await server.client.del(lock());
      expect(readAcquireReply(await acquire('three', { ticket: 6 }))).toHaveProperty('heldForMs');
      expect((await holder()).startsWith('0@host:2:b ')).toBe(true);
    });

    it('tells when the first of the others came', async () => {
      await acquire('one');
      await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
      await server.client.del(lock());
      expect(readAcquireReply(await acquire('three', { ticket: 4 }))).toMatchObject({ firstTicket: 5 });
    });

    it.each([
      ['r', 2, 'r'],
      ['p2', 1, 'p2'],
    ] as const)('lets several of kind %s in together', async (kind, further, stored) => {
      await acquire('one', { kind });
      expect(readAcquireReply(await acquire('two', { kind }))).toHaveProperty('fence');
      expect(readAcquireReply(await acquire('three', { kind }))).toHaveProperty(
        further === 2 ? 'fence' : 'heldForMs',
      );
      expect(await server.client.hget(lock(), 'kind')).toBe(stored);
      expect(await server.client.hget(lock(), ':one')).toMatch(/^\d+ \d+ \d+ host:1:a$/);
      expect(readAcquireReply(await acquire('four', { kind: 'w' }))).toHaveProperty('heldForMs');
    });

    it('lets in who waits behind a shared holder whose lease is over', async () => {
      await acquire('one', { kind: 'p1' });
      await server.client.hset(lock(), ':one', '1 7 1 host:1:a', 'ends', '1');
      expect(readAcquireReply(await acquire('two', { kind: 'p1' }))).toHaveProperty('fence');
      expect(await server.client.hexists(lock(), ':one')).toBe(0);
    });
  });

  describe('release', () => {
    it('gives back what the token holds, once', async () => {
      await acquire('one');
      expect(await serve(commandText.release('two', 0))).toBe('0');
      expect(await serve(commandText.release('one', 0))).toBe('1');
      expect(await server.client.exists(lock())).toBe(0);
      expect(await serve(commandText.release('one', 0))).toBe('0');
    });

    it('keeps the lock taken by nobody for as long as it is told', async () => {
      await acquire('one');
      expect(await serve(commandText.release('one', 5_000))).toBe('1');
      expect((await holder()).startsWith('0=one ')).toBe(true);
      expect(await ttl()).toBeLessThanOrEqual(5_000);
      expect(await serve(commandText.release('one', 0))).toBe('0');
    });

    it('grants it to who came first, under a claim of 300 ms, and tells that process alone', async () => {
      const heard = { b: await listen('host:2:b'), c: await listen('host:3:c') };
      await acquire('one');
      await acquire('three', { waits: true, ticket: 6 }, 'host:3:c');
      await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
      await serve(commandText.release('one', 0));
      expect((await holder()).startsWith('1@host:2:b ')).toBe(true);
      expect(await ttl()).toBeLessThanOrEqual(300);
      await Promise.all(listeners.map((listener) => listener.ping()));
      expect(heard).toEqual({ b: [lock()], c: [] });
    });

    it('passes over a process that does not hear', async () => {
      await listen('host:3:c');
      await acquire('one');
      await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
      await acquire('three', { waits: true, ticket: 6 }, 'host:3:c');
      await serve(commandText.release('one', 0));
      expect((await holder()).startsWith('0@host:3:c ')).toBe(true);
      expect(await server.client.exists(queue(), server.key('queues'))).toBe(0);
    });

    it('does not pass over a process that said that it hears nothing', async () => {
      await acquire('one');
      await acquire('two', { waits: true, isDeaf: true, ticket: 5 }, 'host:2:b');
      await serve(commandText.release('one', 0));
      expect((await holder()).startsWith('0@host:2:b ')).toBe(true);
      expect(await server.client.exists(queue(), server.key('queues'))).toBe(0);
    });

    it('passes it over when it hears again, and is gone then', async () => {
      await acquire('one');
      await acquire('two', { waits: true, isDeaf: true, ticket: 5 }, 'host:2:b');
      await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
      await serve(commandText.release('one', 0));
      expect(await server.client.exists(lock(), queue(), server.key('queues'))).toBe(0);
    });
  });

  it('claims a grant by asking with a place in the queue', async () => {
    await listen('host:2:b');
    await acquire('one');
    await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
    await serve(commandText.release('one', 0));
    expect(readAcquireReply(await acquire('two', { waits: true, ticket: 5 }, 'host:2:b'))).toHaveProperty(
      'fence',
    );
    expect((await holder()).startsWith('0two ')).toBe(true);
  });

  it('hands a lock off: releases one token and acquires for another in one step', async () => {
    await acquire('one');
    const handed = readHandoffReply(await serve(commandText.handoff('one', asking('two'))));
    expect(handed).toMatchObject({ wasHeld: true, acquired: { firstTicket: Infinity } });
    expect((await holder()).startsWith('0two ')).toBe(true);
    const again = readHandoffReply(await serve(commandText.handoff('one', asking('three'))));
    expect(again.wasHeld).toBe(false);
    expect(again.acquired).toHaveProperty('heldForMs');
  });

  it('replaces a holder within its lease, whoever waits, and again without harm', async () => {
    await acquire('one');
    await acquire('other', { waits: true, ticket: 5 }, 'host:2:b');
    await server.client.pexpire(lock(), 5_000);
    expect(await serve(commandText.replace('one', 'two', 77))).toBe('1');
    expect(await holder()).toMatch(/^1two 77 \d+ host:1:a$/);
    expect(await ttl()).toBeLessThanOrEqual(5_000);
    expect(await serve(commandText.replace('one', 'two', 77))).toBe('1');
    expect(await serve(commandText.replace('one', 'three', 78))).toBe('0');
  });

  it('extends a lease, and shortens it only when asked to', async () => {
    await acquire('one');
    expect(await serve(commandText.extend('one', 5_000))).toBe('1');
    expect(await ttl()).toBeLessThanOrEqual(5_000);
    expect(await serve(commandText.extendAtLeast('one', 50_000))).toBe('1');
    expect(await ttl()).toBeGreaterThan(5_000);
    expect(await serve(commandText.extendAtLeast('one', 5_000))).toBe('1');
    expect(await ttl()).toBeGreaterThan(5_000);
    expect(await serve(commandText.extend('two', 5_000))).toBe('0');
    expect(await serve(commandText.extendAtLeast('two', 5_000))).toBe('0');
  });

  it('takes a process out of the queue, and its claim with it', async () => {
    await listen('host:2:b');
    await acquire('one');
    await acquire('two', { waits: true, ticket: 5 }, 'host:2:b');
    await serve(commandText.release('one', 0));
    expect(await serve(commandText.dequeue, 'host:2:b')).toBe('1');
    expect(await server.client.exists(lock(), queue(), server.key('queues'))).toBe(0);
  });

  it('takes a lock off whoever holds it, but not the value of another program', async () => {
    expect(await serve(commandText.forceRelease)).toBe('0');
    await acquire('one');
    expect(await serve(commandText.forceRelease)).toBe('1');
    await server.client.set(lock(), 'something else');
    expect(await serve(commandText.forceRelease)).toBe('0');
    expect(await holder()).toBe('something else');
  });

  it('raises the fences of a shard, and never lowers them', async () => {
    await serve(commandText.raiseFence(9_000_000_000_000_007));
    await serve(commandText.raiseFence(9_000_000_000_000_001));
    expect(fenceOf(await acquire('one'))).toBe(9_000_000_000_000_008);
  });

  it('serves many commands, tells of each, and of the time', async () => {
    await server.client.set(lock('b'), 'something else');
    const [seconds] = await server.client.time();
    const { answers, contended, micros } = await serveAll(
      ['a', 'b', 'c'].map((name) => commandText.acquire(asking(name))),
      'host:1:a',
      ['a', 'b', 'c'].flatMap((name) => [lock(name), queue(name)]),
    );
    expect(readAcquireReply(answers[0] ?? '')).toHaveProperty('fence');
    expect(answers[1]).toMatch(/^error .*WRONGTYPE/);
    expect(fenceOf(answers[2] ?? '')).toBeGreaterThan(fenceOf(answers[0] ?? ''));
    expect(contended).toBe(false);
    expect(micros).toBeGreaterThanOrEqual(Number(seconds) * 1_000_000);
  });

  it('tells whether somebody waits for any lock of the shard', async () => {
    await acquire('one');
    const waiting = commandText.acquire(asking('two', { waits: true, ticket: 5 }));
    expect((await serveAll([waiting], 'host:2:b', [lock(), queue()])).contended).toBe(true);
    const other = await serveAll([commandText.acquire(asking('x'))], 'host:1:a', [lock('b'), queue('b')]);
    expect(other.contended).toBe(true);
  });

  it.each(['a', 'b'])('answers an error for a command that is none (%s)', async (name) => {
    expect(await serve(`nothing ${name}`)).toMatch(/^error /);
  });
});
