import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { defineSeries, SerialEvents, SerialService } from 'nestjs-redis-serial';
import type { LosingBackend, OpenBackend } from '../backend.js';
import { Ceilings } from '../ceilings.js';

const guarded = { name: 'reported', pattern: 'R{seq:6}' };
const Guarded = defineSeries({ ...guarded, durability: { mode: 'fenced', recoverySkip: 10 } });
/** The same without a guard: whoever has it does not listen, and so is not heard while it is idle. */
const Unheard = defineSeries({ ...guarded, durability: 'none' });

export function reportsOfLosses(open: OpenBackend<LosingBackend>): void {
  describe('an app is told', () => {
    let backend: LosingBackend;
    let apps: TestingModule[];

    beforeEach(async () => {
      backend = await open();
      apps = [];
    });
    afterEach(async () => {
      await Promise.all(apps.map((app) => app.close()));
      await backend.stop();
      jest.restoreAllMocks();
    });

    /** A process, and what it is told of losses. */
    const start = async (series = Guarded) => {
      const app = await backend.app({ series: [series] });
      apps.push(app);
      const lost: unknown[] = [];
      const recovered: unknown[] = [];
      const events = app.get(SerialEvents);
      events.on('lost', (event) => lost.push(event));
      events.on('recovered', (event) => recovered.push(event));
      return { lost, recovered, next: () => app.get(SerialService).next(series) };
    };
    const counter = expect.stringContaining('series:{reported#0}') as string;
    const ended = (all: readonly { readonly recovered: readonly unknown[] }[]): unknown[] =>
      all.flatMap(({ recovered }) => recovered.map((event) => (event as { endedHere: boolean }).endedHere));

    it('of no loss where a series is new', async () => {
      const one = await start();
      await one.next();
      const other = await start();
      await other.next();
      expect([one, other]).toMatchObject([
        { lost: [], recovered: [] },
        { lost: [], recovered: [] },
      ]);
    });

    it('of a loss and its end once in each process, also in one that is idle', async () => {
      const all = [await start(), await start()];
      for (const { next } of all) await next();
      await backend.failOver();
      for (let times = 0; times < 3; times++) await all[0]?.next();
      await backend.until('both were told', () => all.every(({ recovered }) => recovered.length > 0));
      const told = { series: 'reported', counter };
      for (const { lost, recovered } of all) {
        expect(lost).toEqual([{ ...told, missing: expect.any(Number) as number }]);
        expect(recovered).toMatchObject([{ ...told, exact: true, leftOut: 0, heard: 2, unheard: 0 }]);
      }
      expect(ended(all).sort()).toEqual([false, true]);
      await backend.failOver();
      await all[1]?.next();
      await backend.until('both were told again', () => all.every(({ recovered }) => recovered.length > 1));
      expect(all.map(({ lost }) => lost.length)).toEqual([2, 2]);
    });

    it('how many numbers were missing when all was lost', async () => {
      const all = [await start(), await start()];
      for (const { next } of all) for (let times = 0; times < 4; times++) await next();
      await backend.lose();
      await all[0]?.next();
      await backend.until('both were told', () => all.every(({ recovered }) => recovered.length > 0));
      // Each knows of as many as there were when it was given its last.
      expect(all.map(({ lost }) => lost)).toMatchObject([[{ missing: 4 }], [{ missing: 8 }]]);
      expect(all[0]?.recovered).toMatchObject([{ exact: true, leftOut: 0, unheard: 0 }]);
    });

    it('what was left out where a process was not heard, and warned once, with what to do', async () => {
      const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      const all = [await start(), await start()];
      const silent = await start(Unheard);
      for (const { next } of [...all, silent]) await next();
      await backend.failOver();
      const given = all[0]?.next();
      let isGiven = false;
      void given?.then(() => (isGiven = true));
      await backend.until('it goes on', () => isGiven);
      await backend.until('both were told', () => all.every(({ recovered }) => recovered.length > 0));
      const [event] = all[0]?.recovered as { leftOut: number }[];
      expect(event).toMatchObject({ exact: false, heard: 2, unheard: 1 });
      expect(event?.leftOut).toBeGreaterThan(0);
      expect(ended(all).sort()).toEqual([false, true]);
      const lines = warned.mock.calls
        .map(([line]) => String(line))
        .filter((line) => line.includes('reported'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`1 of 3 processes did not say what they were given`);
      expect(lines[0]).toContain(`leaves out ${event?.leftOut} numbers`);
      expect(lines[0]).toContain('enableShutdownHooks()');
    });

    it('the same where a high-water store has the ceiling', async () => {
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      const Covered = defineSeries({ ...guarded, durability: { highWater: new Ceilings(), ahead: 10 } });
      const all = [await start(Covered), await start(Covered)];
      for (const { next } of all) await next();
      await backend.failOver();
      await all[0]?.next();
      await backend.until('both were told', () => all.every(({ recovered }) => recovered.length > 0));
      for (const { recovered } of all)
        expect(recovered).toMatchObject([{ exact: true, leftOut: 0, heard: 2 }]);
      await backend.lose();
      await all[0]?.next();
      await all[1]?.next();
      // Nobody need be asked: the one that finds nothing goes on above the ceiling.
      const [{ lost, recovered } = { lost: [], recovered: [] }, other] = all;
      expect([lost.length, recovered.length, other?.recovered.length]).toEqual([2, 2, 1]);
      expect(recovered[1]).toMatchObject({
        exact: false,
        above: expect.any(Number) as number,
        endedHere: true,
      });
    });
  });
}
