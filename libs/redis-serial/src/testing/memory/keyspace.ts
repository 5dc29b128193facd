import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import type { Channels } from './channels.js';
import type { Counter } from './counter.js';
import { copyOf, emptyDataset, type Dataset } from './dataset.js';
import { Expiring } from './expiring.js';
import type { Want } from './lock-state.js';
import type { ReservationRecords } from './reservations.js';

/** What the scripts see of one incarnation of a server: its name, its data and its time. */
export class Keyspace {
  /** Another one after each restart and failover. */
  readonly run = randomUUID().replaceAll('-', '');
  readonly counters: Expiring<Counter>;
  readonly hashes: Expiring<Map<string, string>>;
  readonly lists: Dataset['lists'];
  readonly bareCounters: Dataset['bareCounters'];
  readonly censuses: Dataset['censuses'];
  readonly replays: Expiring<string>;
  readonly reservations: Expiring<ReservationRecords>;
  readonly locks: Dataset['locks'];
  readonly queues: Expiring<Map<string, Want>>;
  readonly queuesOfShards: Dataset['queuesOfShards'];
  readonly fences: Dataset['fences'];
  private lastMicros = 0;

  constructor(
    readonly clock: Clock,
    readonly channels: Channels,
    private readonly dataset: Dataset = emptyDataset(),
  ) {
    this.counters = new Expiring(clock, dataset.counters);
    this.hashes = new Expiring(clock, dataset.hashes);
    this.lists = dataset.lists;
    this.bareCounters = dataset.bareCounters;
    this.censuses = dataset.censuses;
    this.replays = new Expiring(clock, dataset.replays);
    this.reservations = new Expiring(clock, dataset.reservations);
    this.locks = dataset.locks;
    this.queues = new Expiring(clock, dataset.queues);
    this.queuesOfShards = dataset.queuesOfShards;
    this.fences = dataset.fences;
  }

  /** The data as they are at this moment, for a replica. */
  copyOfData(): Dataset {
    return copyOf(this.dataset);
  }

  /** The next incarnation, with the same data or with others. */
  next(dataset = this.dataset): Keyspace {
    const next = new Keyspace(this.clock, this.channels, dataset);
    // Time has gone by meanwhile, though the clock stands still: fences go by it when Redis lost the last one.
    next.lastMicros = Math.max(this.lastMicros, ...this.fences.values());
    return next;
  }

  /** The time in whole milliseconds since 1970, in which it stands still while the clock does. */
  get now(): number {
    return Math.floor(this.clock.wall());
  }

  /** The same as TIME says it. */
  get time(): [seconds: string, micros: string] {
    const seconds = Math.floor(this.now / 1000);
    return [String(seconds), String((this.now - seconds * 1000) * 1000)];
  }

  /**
   * In microseconds, and later than ever before though the clock stands still: who comes to a lock first has to be
   * known.
   */
  nextMicros(): number {
    this.lastMicros = Math.max(this.lastMicros + 1, this.now * 1000);
    return this.lastMicros;
  }
}
