import { namesIn, type Hash } from './shard-register.js';

/** The periods that are open, as `joinShard` tells them to who has a store, or another retention. */
export function periodsIn(register: Hash, kind: string, retention: string): string {
  const periods = namesIn(register, 'p');
  if (periods.length === 0) register.set('ret', retention);
  if (kind !== 'highWater' && register.get('ret') === retention) return '';
  return periods.map((period) => `${period} ${register.get(`p${period}`)}`).join(' ');
}

/** The definitions that a shard had before the present one. */
export function definitionsIn(register: Hash): string[] {
  return [...register].flatMap(([name, text]) => (name.startsWith('d') && name !== 'def' ? [text] : []));
}
