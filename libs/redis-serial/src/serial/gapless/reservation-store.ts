import type { ClockedRunner, RunInTime, Timed } from '../allocation/clocked-runner.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import { auditNumbers, type Audited } from '../../lua/gapless/audit-numbers.script.js';
import type { LedgerArgs, LedgerKeys } from '../../lua/gapless/ledger-functions.js';
import { lookAtReservations, type LedgerState } from '../../lua/gapless/look-at-reservations.script.js';
import { reserveNumber, type Reserved } from '../../lua/gapless/reserve-number.script.js';
import { settleOverdue } from '../../lua/gapless/settle-overdue.script.js';
import { settleReservation, type Settled } from '../../lua/gapless/settle-reservation.script.js';
import { sweepNumbers, type Swept } from '../../lua/gapless/sweep-numbers.script.js';
import { voidFree, type VoidedFree } from '../../lua/gapless/void-free.script.js';
import type { Overdue } from './overdue.js';

/** The reservations of one period and scope. */
export interface Ledger {
  readonly call: CounterCall;
  readonly minute: CalendarMinute;
}

/** What a reservation is made of. */
export interface Wanted {
  /** Tells it from all others. */
  readonly token: string;
  readonly leaseMs: number;
  readonly idempotencyKey: string | undefined;
  /** Of what the key was given before, the token that is gone; or 'only' that is looked for. */
  readonly earlier: string;
}

/** How reservations whose leases ran out are taken care of. */
export interface Sweeping {
  readonly asks: boolean;
  readonly lossAsks: boolean;
  /** What stands beside a number that is voided since its lease ran out, and since Redis lost it. */
  readonly expiryRecord: string;
  readonly lossRecord: string;
}

// So few are taken care of beside a reservation; whoever audits has them all.
const MOST_BESIDE = 20;
const MOST_AT_ONCE = 500;
const STRETCH = 2_000;

/** The reservations as they stand in Redis. */
export class ReservationStore {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly clocked: ClockedRunner,
    private readonly guards: CounterGuards,
  ) {}

  /** Reserves a number under a token; the same again for the same idempotency key. */
  async reserve(call: CounterCall, wanted: Wanted, sweeping: Sweeping): Promise<Timed<Reserved>> {
    const { series, scope } = call;
    const { token, leaseMs, idempotencyKey, earlier } = wanted;
    const { asks, lossAsks, expiryRecord, lossRecord } = sweeping;
    const reserve: RunInTime<Reserved> = (_counter, from, to, base, expiresAt, minute) => {
      const keys = this.clocked.keys.ledger(call, minute.period.id);
      const replay =
        idempotencyKey === undefined
          ? keys[0]
          : this.clocked.keys.replay(series, `reserved:${idempotencyKey}`);
      const { census } = this.guards.keysFor(series);
      const { guard, known = '', skip = 0 } = this.guards.argsFor(series, keys[0]);
      return this.runner.run(
        reserveNumber,
        census === undefined ? [...keys, replay] : [...keys, replay, census],
        [
          ...this.argsFor(call, expiresAt),
          from,
          to,
          series.highest,
          base,
          leaseMs,
          series.gapless.leaseMs,
          token,
          call.at ?? 'now',
          idempotencyKey === undefined ? 'none' : series.idempotencyTtlMs,
          JSON.stringify(scope),
          minute.period.id,
          earlier,
          asks ? 1 : 0,
          lossAsks ? 1 : 0,
          expiryRecord,
          lossRecord,
          MOST_BESIDE,
          ...(guard ? ([guard, known, skip] as const) : ([] as const)),
        ],
      );
    };
    const reserved = await this.guards.whileReserving(series, () => this.clocked.run(call, reserve));
    const { minute, reply } = reserved;
    if (reply.outcome === 'reserved')
      await this.guards.given(this.clocked.counterAt(call, minute), 1, reply.value, reply.now);
    return reserved;
  }

  async look(ledger: Ledger): Promise<LedgerState> {
    return await this.runner.run(lookAtReservations, this.keysOf(ledger), []);
  }

  /** Confirms or cancels a reservation, or only looks at it, of whatever token where none is given. */
  async settle(
    { call, minute }: Ledger,
    value: number,
    token: string | undefined,
    verdict: 'confirm' | 'recycle' | 'void' | 'look',
    record = '',
  ): Promise<Settled> {
    const { expiresAt } = this.clocked.counterAt(call, minute);
    return await this.runner.run(settleReservation, this.keysOf({ call, minute }), [
      ...this.argsFor(call, expiresAt),
      value,
      token ?? 'any',
      verdict,
      record,
    ]);
  }

  /** Takes care of what is overdue, as many as go into one script call. */
  async sweep({ call, minute }: Ledger, sweeping: Sweeping): Promise<Swept & { isLast: boolean }> {
    const { expiresAt, base } = this.clocked.counterAt(call, minute);
    const { asks, lossAsks, expiryRecord, lossRecord } = sweeping;
    const swept = await this.runner.run(sweepNumbers, this.keysOf({ call, minute }), [
      ...this.argsFor(call, expiresAt),
      minute.from,
      asks ? 1 : 0,
      lossAsks ? 1 : 0,
      expiryRecord,
      lossRecord,
      call.series.gapless.leaseMs,
      MOST_AT_ONCE,
      base,
    ]);
    return { ...swept, isLast: swept.count === 0 };
  }

  /** Settles what was overdue as the answers about it say. */
  async settleOverdue(
    { call, minute }: Ledger,
    unused: 'recycle' | 'void',
    record: string,
    answers: readonly (Overdue & { isUsed: boolean })[],
  ): Promise<void> {
    const { expiresAt } = this.clocked.counterAt(call, minute);
    const said = answers.flatMap(
      ({ value, token, isUsed }) => [String(value), token, isUsed ? 1 : 0] as const,
    );
    await this.runner.run(settleOverdue, this.keysOf({ call, minute }), [
      ...this.argsFor(call, expiresAt),
      unused,
      record,
      ...said,
    ]);
  }

  /** Voids what is free, as many as go into one script call. */
  async voidFree(call: CounterCall, record: string): Promise<Timed<VoidedFree>> {
    const { series } = call;
    return await this.clocked.run<VoidedFree>(call, (_counter, from, to, _base, expiresAt, minute) =>
      this.runner.run(voidFree, this.keysOf({ call, minute }), [
        ...this.argsFor(call, expiresAt),
        from,
        to,
        minute.from,
        record,
        series.gapless.leaseMs,
        this.guards.of(series).kind,
        MOST_AT_ONCE,
      ]),
    );
  }

  /** What became of a stretch of numbers from one on. */
  async audit(call: CounterCall, first: number): Promise<Timed<Audited>> {
    return await this.clocked.run<Audited>(call, (_counter, from, to, base, expiresAt, minute) =>
      this.runner.run(auditNumbers, this.keysOf({ call, minute }), [
        ...this.argsFor(call, expiresAt),
        from,
        to,
        base,
        first,
        STRETCH,
      ]),
    );
  }

  /** The first number behind the stretch that begins with this one. */
  followingStretch({ series }: CounterCall, first: number): number {
    return first + STRETCH * series.step;
  }

  private keysOf({ call, minute }: Ledger): LedgerKeys {
    return this.clocked.keys.ledger(call, minute.period.id);
  }

  private argsFor({ series }: CounterCall, expiresAt: number | 'never'): LedgerArgs {
    return [series.start, series.step, expiresAt];
  }
}
