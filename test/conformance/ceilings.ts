import type { HighWaterStore } from 'nestjs-redis-serial';

/** A high-water store of the tests. */
export class Ceilings implements HighWaterStore {
  readonly recorded = new Map<string, number>();
  isAway = false;

  read(counter: string): Promise<number | undefined> {
    if (this.isAway) return Promise.reject(new Error('away'));
    return Promise.resolve(this.recorded.get(counter));
  }

  raise(counter: string, ceiling: number): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.recorded.set(counter, Math.max(ceiling, this.recorded.get(counter) ?? 0));
    return Promise.resolve();
  }
}
