import { defineSeries, type Series } from 'nestjs-redis-serial';

/** A series that hands out what it has fetched ahead. */
export function bufferedSeries(name: string): Series<never> {
  return defineSeries({
    name,
    pattern: 'ORD-{date:yyyyMMdd}-{seq:9}',
    mode: 'buffered',
    buffer: { size: 'auto' },
  });
}
