import fc from 'fast-check';
import type { Clock } from '../common/clock.js';
import { ServerClockEstimate } from './server-clock-estimate.js';

const NOON = Date.UTC(2026, 0, 31, 12);
// The machine's date is an hour behind.
const WALL = NOON - 3_600_000;

/** A process whose own clock has run for some time, and a server whose clock is another one. */
class Trip {
  local = 5_000;
  /** By how much the server is ahead of the process's own clock. */
  ahead = NOON - 5_000;
  readonly clock = { now: () => this.local, wall: () => WALL + this.local - 5_000 } as Clock;
  readonly estimate = new ServerClockEstimate(this.clock);

  get server(): number {
    return this.local + this.ahead;
  }

  /** A reply after so long on the way there and back. */
  take(thereMs: number, backMs: number, precisionMs = 0): number {
    const askedAt = this.local;
    this.local += thereMs;
    const told = precisionMs ? Math.floor(this.server / precisionMs) * precisionMs : this.server;
    this.local += backMs;
    this.estimate.observe(told, precisionMs, askedAt);
    return told;
  }

  /** By how much the server's clock, as the estimate has it for locks, is wrong. */
  get error(): number {
    return (this.estimate.microsAt(this.local) ?? Number.NaN) / 1_000 - this.server;
  }
}

describe('ServerClockEstimate', () => {
  it("takes the machine's date for the server's before any reply, but not to say who came first", () => {
    const { clock, estimate } = new Trip();
    expect(estimate.now()).toBe(clock.wall());
    expect(estimate.microsAt(clock.now())).toBeUndefined();
    expect(estimate.isPrecise).toBe(false);
  });

  it('is carried on by the process, whatever becomes of the date of its machine', () => {
    const trip = new Trip();
    trip.take(0, 0);
    expect(trip.estimate.now()).toBe(NOON);
    trip.local += 1_234;
    expect(trip.estimate.now()).toBe(NOON + 1_234);
    expect(trip.estimate.microsAt(trip.local - 1_000)).toBe((NOON + 234) * 1_000);
  });

  it('has the middle of the way for an arrival, and for a date what the server has reached for sure', () => {
    const trip = new Trip();
    trip.take(3, 1);
    expect(trip.error).toBeCloseTo(1, 3);
    expect(trip.estimate.now()).toBeCloseTo(trip.server - 1, 3);
  });

  it('puts the ways together: the quickest count', () => {
    const trip = new Trip();
    trip.take(0.5, 30);
    trip.take(30, 0.5);
    expect(trip.estimate.isPrecise).toBe(true);
    expect(trip.error).toBeCloseTo(0, 3);
    trip.take(400, 100);
    expect(trip.estimate.isPrecise).toBe(true);
    expect(trip.error).toBeCloseTo(0, 3);
  });

  it('is precise where way and rounding are short, and not for ever', () => {
    const trip = new Trip();
    trip.take(1.5, 1);
    expect(trip.estimate.isPrecise).toBe(false);
    trip.take(0.5, 0.5);
    expect(trip.estimate.isPrecise).toBe(true);
    trip.local += 9_998;
    expect(trip.estimate.isPrecise).toBe(true);
    trip.local += 10;
    expect(trip.estimate.isPrecise).toBe(false);
    trip.take(50, 50);
    expect(trip.estimate.isPrecise).toBe(false);
    const rounded = new Trip();
    rounded.take(0.6, 0.6, 1);
    expect(rounded.estimate.isPrecise).toBe(false);
  });

  it('forgets what was learnt long ago, since no two clocks run equally fast', () => {
    const trip = new Trip();
    trip.take(0.1, 0.1);
    trip.local += 10_000;
    // Within what the slow reply leaves open, so that it shows no jump.
    trip.ahead += 3;
    trip.take(5, 5);
    expect(trip.error).toBeCloseTo(0, 3);
  });

  it.each([60_000, -60_000, 15, -15])(
    'believes a server whose clock has jumped by %d ms, however slow',
    (by) => {
      const trip = new Trip();
      trip.take(0.1, 0.1);
      trip.ahead += by;
      const told = trip.take(7, 7, 1);
      expect(trip.estimate.now()).toBeGreaterThanOrEqual(told);
      expect(trip.estimate.now()).toBeLessThanOrEqual(trip.server);
      expect(trip.estimate.isPrecise).toBe(false);
    },
  );

  it('believes a slow reply that says that the next minute has begun', () => {
    const trip = new Trip();
    trip.ahead += 59_900;
    // The date lags behind by the 90 ms of the way back.
    trip.take(0, 90);
    trip.local += 5;
    const [guess, told] = [trip.estimate.now(), trip.take(100, 300)];
    expect([guess < NOON + 60_000, told >= NOON + 60_000]).toEqual([true, true]);
    expect(trip.estimate.now()).toBeGreaterThanOrEqual(NOON + 60_000);
  });

  const ms = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });
  const reply = fc.record({
    pause: fc.oneof(ms(5), ms(20_000)),
    jump: fc.oneof(fc.constant(0), fc.double({ min: -200, max: 200, noNaN: true })),
    there: fc.oneof(ms(1), ms(500)),
    back: fc.oneof(ms(1), ms(500)),
    precision: fc.constantFrom(0, 1),
  });

  it('always fits the last reply, so that a guess by it that was refused is followed by a right one', () => {
    fc.assert(
      fc.property(fc.array(reply, { minLength: 1, maxLength: 30 }), (replies) => {
        const trip = new Trip();
        for (const { pause, jump, there, back, precision } of replies) {
          trip.local += pause;
          trip.ahead += jump;
          const guess = trip.estimate.now();
          const told = trip.take(there, back, precision);
          const rounding = 0.001;
          expect(trip.estimate.now()).toBeGreaterThanOrEqual(told - rounding);
          expect(trip.estimate.now()).toBeLessThanOrEqual(told + precision + there + back + rounding);
          // Whoever guessed a time that the server had not reached guesses an earlier one now.
          if (guess > told + precision + rounding) expect(trip.estimate.now()).toBeCloseTo(told, 2);
        }
      }),
    );
  });
});
