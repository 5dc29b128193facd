import type { ClockedRunner, RunInTime, Timed } from '../allocation/clocked-runner.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { auditNumbers, type Audited } from '../../lua/gapless/audit-numbers.script.js';
import { lookAtReservations, type ReservationCounts } from '../../lua/gapless/look-at-reservations.script.js';
import type { Overdue } from '../../lua/gapless/overdue.js';
import type { ReservationKeys } from '../../lua/gapless/reservation-keys.js';
import { reserveNumber, type Reserved } from '../../lua/gapless/reserve-number.script.js';
import { overdueAnswer, settleOverdue } from '../../lua/gapless/settle-overdue.script.js';
import { settleReservation, type Settled } from '../../lua/gapless/settle-reservation.script.js';
import { sweepNumbers, type Swept } from '../../lua/gapless/sweep-numbers.script.js';
import { voidFree, type VoidedFree } from '../../lua/gapless/void-free.script.js';

/** The reservations of one period and scope. */
export interface ReservationsAt {
  readonly call: CounterCall;
  readonly minute: CalendarMinute;
}

/** The reservation that is wanted. */
export interface Wanted {
  /** Identifies it. */
  readonly token: string;
  readonly leaseMs: number;
  readonly idempotencyKey: string | undefined;
  /** 'any' finds or makes the reservation of the key; 'only' just looks for it; a token says that this one is gone. */
  readonly earlier: string;
}

/** How scripts treat overdue numbers. */
export interface Sweeping {
  readonly asks: boolean;
  readonly lossAsks: boolean;
  /** Why a number is voided when its lease ran out, and when Redis lost it; see `whyVoided`. */
  readonly whyExpired: string;
  readonly whyLost: string;
}

// The most overdue numbers that one reservation settles besides. An audit settles all of them.
const MOST_BESIDE = 20;
const MOST_AT_ONCE = 500;
const STRETCH = 2_000;

/** The reservations in Redis. */
export class ReservationStore {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly clocked: ClockedRunner,
    private readonly guards: CounterGuards,
  ) {}

  /** Reserves a number under a token. The same idempotency key gets the same number again. */
  async reserve(call: CounterCall, wanted: Wanted, sweeping: Sweeping): Promise<Timed<Reserved>> {
    const { series, scope } = call;
    const { token, leaseMs, idempotencyKey, earlier } = wanted;
    const reserve: RunInTime<Reserved> = (_counter, from, to, base, expiresAt, minute) => {
      const keys = this.keysOf({ call, minute });
      const isOnce = idempotencyKey !== undefined;
      return this.runner.run(
        reserveNumber,
        {
          ...keys,
          replay: isOnce ? this.clocked.keys.replay(series, `reserved:${idempotencyKey}`) : keys.counter,
          ...this.guards.keysFor(series),
        },
        {
          ...argsFor(call, expiresAt),
          ...sweeping,
          fromSecond: from,
          toSecond: to,
          highest: series.highest,
          base,
          leaseMs,
          graceMs: series.gapless.leaseMs,
          token,
          textAt: call.at ?? 'now',
          replayTtlMs: isOnce ? series.idempotencyTtlMs : 'none',
          scope: JSON.stringify(scope),
          period: minute.period.id,
          earlier,
          most: MOST_BESIDE,
          ...this.guards.argsFor(series, keys.counter),
        },
      );
    };
    const reserved = await this.guards.whileReserving(series, () => this.clocked.run(call, reserve));
    const { minute, reply } = reserved;
    if (reply.outcome === 'reserved')
      await this.guards.given(this.clocked.counterAt(call, minute), 1, reply.value, reply.now);
    return reserved;
  }

  async look(where: ReservationsAt): Promise<ReservationCounts> {
    return await this.runner.run(lookAtReservations, this.keysOf(where), {});
  }

  /** Confirms or cancels a reservation, or only looks at it. Without a token, it takes the reservation of any token. */
  async settle(
    { call, minute }: ReservationsAt,
    value: number,
    token: string | undefined,
    verdict: 'confirm' | 'recycle' | 'void' | 'look',
    why = '',
  ): Promise<Settled> {
    const { expiresAt } = this.clocked.counterAt(call, minute);
    return await this.runner.run(settleReservation, this.keysOf({ call, minute }), {
      ...argsFor(call, expiresAt),
      value,
      token: token ?? 'any',
      verdict,
      why,
    });
  }

  /** Handles as many overdue numbers as one script call can. */
  async sweep({ call, minute }: ReservationsAt, sweeping: Sweeping): Promise<Swept & { isLast: boolean }> {
    const { expiresAt, base } = this.clocked.counterAt(call, minute);
    const swept = await this.runner.run(sweepNumbers, this.keysOf({ call, minute }), {
      ...argsFor(call, expiresAt),
      ...sweeping,
      textAt: minute.from,
      graceMs: call.series.gapless.leaseMs,
      most: MOST_AT_ONCE,
      base,
    });
    return { ...swept, isLast: swept.count === 0 };
  }

  /** Settles overdue numbers according to the answers about them. */
  async settleOverdue(
    { call, minute }: ReservationsAt,
    unused: 'recycle' | 'void',
    why: string,
    answers: readonly (Overdue & { isUsed: boolean })[],
  ): Promise<void> {
    const { expiresAt } = this.clocked.counterAt(call, minute);
    await this.runner.run(settleOverdue, this.keysOf({ call, minute }), {
      ...argsFor(call, expiresAt),
      unused,
      why,
      answers: answers.flatMap(({ value, token, isUsed }) => overdueAnswer(value, token, isUsed)),
    });
  }

  /** Voids as many free numbers as one script call can. */
  async voidFree(call: CounterCall, why: string): Promise<Timed<VoidedFree>> {
    const { series } = call;
    return await this.clocked.run<VoidedFree>(call, (_counter, from, to, _base, expiresAt, minute) =>
      this.runner.run(voidFree, this.keysOf({ call, minute }), {
        expiresAt,
        fromSecond: from,
        toSecond: to,
        textAt: minute.from,
        why,
        graceMs: series.gapless.leaseMs,
        guard: this.guards.of(series).kind,
        most: MOST_AT_ONCE,
      }),
    );
  }

  /** Tells what became of a stretch of numbers that begins with `first`. */
  async audit(call: CounterCall, first: number): Promise<Timed<Audited>> {
    return await this.clocked.run<Audited>(call, (_counter, from, to, base, _expiresAt, minute) =>
      this.runner.run(auditNumbers, this.keysOf({ call, minute }), {
        start: call.series.start,
        step: call.series.step,
        fromSecond: from,
        toSecond: to,
        base,
        first,
        most: STRETCH,
      }),
    );
  }

  /** The first number after the stretch that begins with `first`. */
  followingStretch({ series }: CounterCall, first: number): number {
    return first + STRETCH * series.step;
  }

  private keysOf({ call, minute }: ReservationsAt): ReservationKeys {
    return this.clocked.keys.reservations(call, minute.period.id);
  }
}

/** The arguments of all scripts that give or settle numbers. */
interface SharedArgs {
  readonly start: number;
  readonly step: number;
  readonly expiresAt: number | 'never';
}

function argsFor({ series }: CounterCall, expiresAt: number | 'never'): SharedArgs {
  return { start: series.start, step: series.step, expiresAt };
}
