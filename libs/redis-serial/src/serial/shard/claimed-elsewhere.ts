import { OptionsError } from '../../common/options.error.js';

/** What is said where numbers came from Redis before, or from the store: one knows nothing of the other's. */
export function claimedElsewhere(series: string, source: 'Redis' | 'the store'): OptionsError {
  const was =
    source === 'Redis'
      ? 'Redis, before scripts were forbidden to call INFO or the series had a store'
      : 'a high-water store, since scripts could not call INFO';
  return new OptionsError(
    'durability.highWater',
    `the numbers of series "${series}" came from ${was}; put back what was so, or give the series another name`,
  );
}

/** What is said where scripts can't see a loss, and the store can't claim numbers instead. */
export function blindServer(series: string): OptionsError {
  return new OptionsError(
    'durability.highWater',
    `series "${series}": scripts may not call INFO here, so that a loss would not be seen and numbers could ` +
      'come twice; allow it (ACL SETUSER <user> +info), or give the store a claim()',
  );
}
