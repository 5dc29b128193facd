// The ms package is what Nest packages use for durations (jsonwebtoken, cache-manager, throttler).
import ms from 'ms';

/** Milliseconds, or a text that the `ms` package reads, such as `'500ms'`, `'30s'`, `'2h'`, `'400d'`. */
export type Duration = number | string;

/** Reads a duration in milliseconds; `undefined` when it isn't one. */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isNaN(duration) ? undefined : duration;
  // ms throws on texts that are empty or longer than 100 characters.
  if (typeof duration !== 'string' || duration.length === 0 || duration.length > 100) return undefined;
  return ms(duration as ms.StringValue);
}
