import { describeValue } from '../../common/check-options.js';
import { machineClock } from '../../common/clock.js';
import { OptionsError } from '../../common/options.error.js';
import type { Period } from './period-span.js';

/** A period that a function of the series names: from its first instant up to the first instant of the next one. */
export interface NamedPeriod {
  /** Up to 32 letters, digits, `.`, `_` and `-`, beginning with a letter or digit; `{period}` shows it. */
  readonly id: string;
  /** When it begins, as a `Date` or in milliseconds since 1970. */
  readonly from: Date | number;
  /** The first instant after it. */
  readonly to: Date | number;
}

/** Names the period of an instant, the same one at every instant of it. */
export type PeriodOf = (date: Date) => NamedPeriod;

/** What the id of a named period may be. */
export const PERIOD_ID = '[0-9A-Za-z][0-9A-Za-z._-]{0,31}';

const REMEMBERED = 2_400;
const MOST_STEPS = 1_000;
const MINUTE_MS = 60_000;

/** Asks a function for periods, and makes sure that none of them overlap. */
export class PeriodFinder {
  private readonly known = new Map<string, Period>();

  constructor(
    private readonly of: PeriodOf,
    /** The option, as errors name it. */
    private readonly path: string,
    /** The characters that no id may have, since they end it in the pattern. */
    private readonly ends: string,
  ) {}

  /** The text of the function, by which two copies of a definition are the same. */
  get source(): string {
    return String(this.of);
  }

  /** @throws {OptionsError} when the function answers no period of that instant, or one that overlaps with another. */
  at(instant: number): Period {
    for (const period of this.known.values())
      if (period.from <= instant && instant < period.to) return period;
    const found = this.checked(this.of(new Date(instant)), instant);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(found.id, found);
    return found;
  }

  /** The period of this name, looked for in both directions from an instant. */
  named(id: string, near: number = machineClock.wall()): Period | undefined {
    const known = this.known.get(id);
    if (known) return known;
    let [later, earlier]: (Period | undefined)[] = [this.at(near), this.at(near)];
    for (let step = 0; step < MOST_STEPS && (later ?? earlier); step++) {
      if (later?.id === id) return later;
      if (earlier?.id === id) return earlier;
      later = later && this.atIfAny(later.to);
      earlier = earlier && this.atIfAny(earlier.from - 1);
    }
    return undefined;
  }

  /** @throws {OptionsError} when the present period or one of the next can't be used, or some overlap. */
  probe(count: number): void {
    let period: Period | undefined = this.at(machineClock.wall());
    for (let probed = 1; probed < count && period; probed++) period = this.atIfAny(period.to);
  }

  // The function may know no more than a table of some years.
  private atIfAny(instant: number): Period | undefined {
    try {
      if (!(this.of(new Date(instant)) as NamedPeriod | undefined)) return undefined;
    } catch {
      return undefined;
    }
    return this.at(instant);
  }

  private checked(named: Partial<NamedPeriod> | undefined, instant: number): Period {
    const { id, from, to } = named ?? {};
    const period = { id: id ?? '', from: Number(from), to: Number(to) };
    if (typeof id !== 'string' || !new RegExp(`^${PERIOD_ID}$`).test(id))
      throw this.refusal(
        instant,
        `an id of 1 to 32 letters, digits, ".", "_" and "-", got ${describeValue(id)}`,
      );
    const end = Array.from(id).find((character) => this.ends.includes(character));
    if (end !== undefined) throw this.refusal(instant, `an id without '${end}', which ends {period} there`);
    if (![period.from, period.to].every((bound) => Number.isSafeInteger(bound) && bound % MINUTE_MS === 0))
      throw this.refusal(
        instant,
        `bounds on whole minutes, got ${describeValue(from)} and ${describeValue(to)}`,
      );
    if (!(period.from <= instant && instant < period.to))
      throw this.refusal(instant, `a period that contains it, got ${spanOf(period)}`);
    for (const other of this.known.values())
      if (other.id === id || (other.from < period.to && period.from < other.to))
        throw this.refusal(instant, `no overlap, got ${spanOf(period)} beside ${spanOf(other)}`);
    return period;
  }

  private refusal(instant: number, expected: string): OptionsError {
    return new OptionsError(this.path, `expected for ${new Date(instant).toISOString()} ${expected}`);
  }
}

function spanOf({ id, from, to }: Period): string {
  const [begins, ends] = [from, to].map((bound) => new Date(bound).toISOString());
  return `"${id}" from ${begins} to ${ends}`;
}
