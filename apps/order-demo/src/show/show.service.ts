import { setTimeout as pause } from 'node:timers/promises';
import {
  ConflictException,
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LockService } from 'nestjs-redis-serial';
import { distinctUntilChanged, map, Subject, switchMap, takeUntil, timer, type Observable } from 'rxjs';
import type { LocalServers } from '../local-servers.js';
import { MAIN_TENANT } from '../tenants/tenant.js';
import { EventLog } from './event-log.js';
import { Fleet } from './fleet.js';
import { PlainCounter } from './plain-counter.js';
import { Purchases } from './purchases.js';
import type { QueueState, ShowState } from './show-state.js';
import { SERVERS } from './show.tokens.js';

const INSTANCES = 4;
const AWAY_MS = 1_000;
const LOOK_EACH_MS = 200;
const SAMPLES = 50;

/** Places orders at several instances, kills Redis on request, and tells what happens. */
@Injectable()
export class ShowService implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly log = new EventLog();
  private readonly aborting = new AbortController();
  private readonly closing = new Subject<void>();
  private readonly fleet: Fleet;
  // A new store, so its numbers begin at 1.
  private readonly purchases = new Purchases(
    `SHOW${Date.now().toString(36).toUpperCase().slice(-6)}`,
    this.log,
    this.aborting.signal,
  );
  private counter: PlainCounter | undefined;
  private phase: ShowState['phase'] = 'idle';
  private redis: ShowState['redis'] = 'up';
  private running: Promise<void> | undefined;
  private rates: readonly number[] = [];

  constructor(
    @Inject(SERVERS) private readonly servers: LocalServers,
    @Inject(LockService) private readonly locks: LockService,
  ) {
    this.fleet = new Fleet(servers, INSTANCES);
  }

  /** Emits the state at once to each subscriber, and again whenever it has changed. */
  watch(): Observable<ShowState> {
    return timer(0, LOOK_EACH_MS).pipe(
      switchMap(() => this.queue()),
      map((queue) => this.stateWith(queue)),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeUntil(this.closing),
    );
  }

  /**
   * Begins to place orders.
   * @throws {ConflictException} when orders are already being placed.
   */
  start(orders: number): void {
    if (this.running) throw new ConflictException('Orders are being placed already');
    this.log.begin();
    this.running = this.place(orders).finally(() => {
      this.phase = 'idle';
      this.running = undefined;
    });
  }

  /**
   * Kills the Redis that this app started. After a second it is back, without its data.
   * @throws {ConflictException} when this app did not start it, or when it is already away.
   */
  async killRedis(): Promise<void> {
    const { server } = this.servers.redis;
    if (!server) throw new ConflictException('The Redis at REDIS_URL is not this app’s to kill');
    if (this.redis === 'away') throw new ConflictException('Redis is away already');
    this.redis = 'away';
    await server.kill();
    this.log.tell({ what: 'killed' });
    await pause(AWAY_MS);
    this.purchases.redisLost();
    await server.restart();
    this.redis = 'up';
    this.log.tell({ what: 'back' });
  }

  async onModuleDestroy(): Promise<void> {
    this.aborting.abort();
    this.counter?.close();
    await Promise.all([this.running, this.fleet.stop()]);
  }

  beforeApplicationShutdown(): void {
    this.closing.next();
  }

  private async place(orders: number): Promise<void> {
    const { purchases } = this;
    this.phase = 'starting';
    [purchases.placed, purchases.total, this.rates] = [0, orders, []];
    let sampling: NodeJS.Timeout | undefined;
    try {
      const instances = await this.fleet.instances();
      this.counter ??= new PlainCounter(this.servers.redis.url, INSTANCES);
      this.phase = 'running';
      sampling = setInterval(this.sample, LOOK_EACH_MS);
      await purchases.run(orders, instances, this.counter);
      const { repeated } = purchases.ours.state;
      this.log.tell({ what: 'finished', count: orders, repeated });
    } catch (error) {
      this.log.tell({ what: 'failed', message: String(error) });
    } finally {
      clearInterval(sampling);
    }
  }

  private readonly sample = (): void => {
    const before = this.rates.reduce((sum, count) => sum + count, 0);
    this.rates = [...this.rates, this.purchases.placed - before];
  };

  private async queue(): Promise<QueueState> {
    const { store, paid } = this.purchases;
    const key = `terminal:${MAIN_TENANT}:${store}`;
    const none = { key, waiting: 0, paid };
    if (this.phase !== 'running' || this.redis === 'away') return none;
    // While Redis comes and goes, no holder can be seen.
    const state = await this.locks.inspect(key).catch(() => null);
    const holder = state?.holders[0];
    if (!state || !holder) return none;
    const instance = await this.fleet.nameOf(Number(holder.owner.split(':').at(-1)));
    return { ...none, waiting: state.waiting, holder: { instance, fence: holder.fence } };
  }

  private stateWith(queue: QueueState): ShowState {
    const { placed, total, ours, plain } = this.purchases;
    return {
      phase: this.phase,
      redis: this.redis,
      canKill: this.servers.redis.server !== undefined,
      placed,
      total,
      rates: this.rates.slice(-SAMPLES),
      ours: ours.state,
      plain: plain.state,
      queue,
      events: this.log.list,
    };
  }
}
