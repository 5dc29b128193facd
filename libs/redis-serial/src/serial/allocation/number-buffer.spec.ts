import { followingNumber } from '../number-grid.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import { defineSeries, type Series } from '../series.js';
import { textOf, SingleRequest } from '../number-requests.js';
import type { CounterStore } from '../shard/counter-store.js';
import type { TakenOf } from '../shard/want.js';
import { BlockSizing } from './block-sizing.js';
import { NumberBuffer } from './number-buffer.js';
import type { CounterCall } from './number-request.js';

const Ticket = defineSeries({
  name: 'ticket',
  pattern: '{date:yyyyMMddHHmm}-{seq:4}',
  resetEvery: 'day',
  mode: 'buffered',
  buffer: { size: 10 },
});
const MIDNIGHT = Date.UTC(2026, 10, 24);

/** Counters, and a server's clock that stands until it is set; this process's estimate of it may lag behind. */
class Server {
  now = MIDNIGHT - 10_000;
  lagMs = 0;
  asked: number[] = [];
  readonly counters = new Map<string, number>();

  readonly clock = { now: (): number => this.now - this.lagMs };

  take({ series }: CounterCall, count: number): ReturnType<CounterStore['take']> {
    this.asked.push(count);
    const minute = series.calendar.minuteAt(this.now);
    const before = this.counters.get(minute.period.id);
    const first = followingNumber(series, before) ?? series.highest + 1;
    if (count > 0 && first + count - 1 > series.highest)
      return Promise.resolve({ minute, outcome: 'exhausted', now: this.now, last: before ?? 0 } as TakenOf);
    const last = count === 0 ? first - 1 : first + count - 1;
    this.counters.set(minute.period.id, last);
    return Promise.resolve({ minute, outcome: 'taken', now: this.now, last } as TakenOf);
  }

  giveBack(): Promise<number> {
    return Promise.resolve(0);
  }
}

describe('NumberBuffer', () => {
  const open = (server: Server, series: Series = Ticket): (() => Promise<string>) => {
    const call: CounterCall = {
      series,
      scope: {},
      id: 'ticket',
      field: '.',
      at: undefined,
      writing: undefined,
    };
    const buffer = new NumberBuffer({
      store: server,
      clock: server.clock,
      sizing: new BlockSizing(series.bufferSize),
      step: 1,
    });
    return () =>
      new Promise((resolve, fail) => {
        buffer.take(call, new SingleRequest(undefined, textOf, resolve, fail));
      });
  };

  it('begins again with the new day, in the counter and in the text at once', async () => {
    const server = new Server();
    const next = open(server);
    expect([await next(), await next()]).toEqual(['202611232359-0001', '202611232359-0002']);
    server.now = MIDNIGHT - 1;
    expect(await next()).toBe('202611232359-0003');
    server.now = MIDNIGHT;
    expect(await next()).toBe('202611240000-0001');
    server.now = MIDNIGHT + 61_000;
    expect(await next()).toBe('202611240001-0002');
  });

  it('stays in the day that the server said it is, where its own estimate still lags behind', async () => {
    const server = new Server();
    server.now = MIDNIGHT + 2;
    server.lagMs = 5;
    const next = open(server);
    expect([await next(), await next()]).toEqual(['202611240000-0001', '202611240000-0002']);
    expect(server.asked).toEqual([10]);
  });

  it('asks for the time again when it has not for 30 s, and takes no further numbers for that', async () => {
    const server = new Server();
    server.now = MIDNIGHT + 1_000;
    const next = open(server);
    await next();
    server.now += 29_000;
    await next();
    expect(server.asked).toEqual([10]);
    server.now += 1_000;
    expect(await next()).toBe('202611240000-0003');
    expect(server.asked).toEqual([10, 0]);
  });

  it('fetches the next block when half is left, before anybody needs it', async () => {
    const server = new Server();
    const next = open(server);
    for (let times = 0; times < 5; times++) await next();
    expect(server.asked).toEqual([10]);
    await next();
    expect(server.asked.length).toBe(2);
  });

  it('leaves numbers of a small series to other processes', async () => {
    const Small = defineSeries({
      name: 'small',
      pattern: '{seq:2}',
      mode: 'buffered',
      buffer: { size: 1_000 },
    });
    const server = new Server();
    const processes = [open(server, Small), open(server, Small), open(server, Small)];
    const given: string[] = [];
    for (let index = 0; index < 99; index++) given.push((await processes[index % 3]?.()) ?? '');
    expect(new Set(given).size).toBe(99);
    for (const next of processes) await expect(next()).rejects.toThrow(SeriesExhaustedError);
    expect(Math.max(...server.asked)).toBe(4);
  });

  it('gives all that wait what is left, also where a block was larger', async () => {
    const Few = defineSeries({
      name: 'few',
      pattern: '{seq:2}',
      max: 30,
      mode: 'buffered',
      buffer: { size: 50 },
    });
    const server = new Server();
    const next = open(server, Few);
    const answers = await Promise.allSettled(Array.from({ length: 32 }, () => next()));
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(30);
  });
});
