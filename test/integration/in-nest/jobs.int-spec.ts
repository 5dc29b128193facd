import { type INestApplication, Injectable } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, CronExpression, Interval, ScheduleModule } from '@nestjs/schedule';
import { currentLock, LockService, WithLock } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

// The jobs of all instances together.
const runs = { interval: 0, cron: 0, reversed: 0 };

@Injectable()
class Jobs {
  ticks = 0;
  seconds = 0;
  heard: (string | undefined)[] = [];

  @Interval(20)
  tick(): void {
    this.ticks++;
  }

  @Cron(CronExpression.EVERY_SECOND)
  second(): void {
    this.seconds++;
  }

  @WithLock('interval', { wait: 0, atLeast: '1h', onBusy: 'skip' })
  @Interval(20)
  interval(): void {
    runs.interval++;
  }

  @Cron(CronExpression.EVERY_SECOND)
  @WithLock('cron', { wait: 0, atLeast: '1h', onBusy: 'skip' })
  cron(): void {
    runs.cron++;
  }

  @WithLock('reversed', { wait: 0, atLeast: '1h', onBusy: 'skip' })
  @Cron(CronExpression.EVERY_SECOND)
  reversed(): void {
    runs.reversed++;
  }

  @OnEvent('placed')
  @WithLock('order:{0}')
  below(_order: string): void {
    this.heard.push(currentLock()?.key);
  }

  @WithLock('order:{0}')
  @OnEvent('placed')
  above(_order: string): void {
    this.heard.push(currentLock()?.key);
  }
}

describe('jobs on several instances', () => {
  let redis: TestRedis;
  let apps: INestApplication[];

  beforeAll(async () => {
    redis = await testRedis();
    const start = (): Promise<INestApplication> =>
      testApp(
        { connection: redis.url, keyPrefix: redis.keyPrefix },
        { imports: [ScheduleModule.forRoot(), EventEmitterModule.forRoot()], providers: [Jobs] },
      );
    apps = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await redis.stop();
  });

  it('run on one of them, however often the clock strikes', async () => {
    const jobs = apps.map((app) => app.get(Jobs));
    await eventually('both have ticked often', () => jobs.every(({ ticks }) => ticks > 20));
    await eventually('both have struck twice', () => jobs.every(({ seconds }) => seconds > 1));
    expect(runs).toEqual({ interval: 1, cron: 1, reversed: 1 });
  });

  it('hear events under a lock', async () => {
    const [app] = apps;
    const jobs = app?.get(Jobs);
    app?.get(EventEmitter2).emit('placed', 'A7');
    await eventually('both are heard', () => jobs?.heard.length === 2);
    expect(jobs?.heard).toEqual(['order:A7', 'order:A7']);
    await eventually('the lock is free', async () => !(await app?.get(LockService).inspect('order:A7')));
  });
});
