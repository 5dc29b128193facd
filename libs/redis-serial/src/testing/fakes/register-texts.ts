import { namesIn, type Hash } from './shard-register.js';

/** The periods that are open, as `joinShard` tells them to who has a store. */
export function periodsIn(register: Hash, kind: string): string {
  if (kind !== 'highWater') return '';
  return namesIn(register, 'p')
    .map((period) => `${period} ${register.get(`p${period}`)}`)
    .join(' ');
}

/** The definitions that a shard had before the present one. */
export function definitionsIn(register: Hash): string[] {
  return [...register].flatMap(([name, text]) => (name.startsWith('d') && name !== 'def' ? [text] : []));
}
