import { checkOptions, wholeNumber } from '../common/check-options.js';
import { batchAt } from './allocation/batch.js';
import type { SeriesAllocator } from './allocation/series-allocator.js';
import type { Reservations } from './gapless/reservations.js';
import { capacityOf, followingNumber, remainingFrom } from './number-grid.js';
import { resolveCall } from './resolve-call.js';
import type { ReadOptions, SeriesRef, SeriesState } from './serial.types.js';
import type { SeriesRegistry } from './series-registry.js';

/** Reads where counters stand, and raises them. */
export class CounterStates {
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly allocator: SeriesAllocator,
    private readonly reservations: Reservations,
  ) {}

  async peek(series: SeriesRef, options: ReadOptions | undefined): Promise<SeriesState> {
    const call = resolveCall(this.registry.resolve(series), options);
    const known = call.series;
    const { minute, reply } = await this.allocator.read(call, undefined, options?.signal);
    const period = minute.period.id;
    const following = followingNumber(known, reply.value);
    const reserved = known.mode === 'gapless' ? await this.reservations.look({ call, minute }) : undefined;
    const next = reserved?.lowestFree ?? this.allocator.bufferedNext(call, period) ?? following;
    const batch = batchAt(call, minute, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    return {
      value: reply.value ?? known.start - known.step,
      next: next === undefined ? undefined : batch.write(next),
      remaining: remainingFrom(known, following) + (reserved?.free ?? 0),
      capacity: capacityOf(known),
      period,
      pending: reserved?.pending ?? 0,
    };
  }

  async advanceTo(series: SeriesRef, value: number, options: ReadOptions | undefined): Promise<number> {
    const call = resolveCall(this.registry.resolve(series), options);
    checkOptions(wholeNumber(0, call.series.highest), value, 'value');
    const { reply } = await this.allocator.read(call, value, options?.signal);
    return reply.value ?? value;
  }
}
