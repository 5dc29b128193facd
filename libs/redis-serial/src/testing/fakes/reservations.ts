import type { ReservationKeys } from '../../lua/gapless/reservation-keys.js';
import type { Keyspace } from '../memory/keyspace.js';
import { MemoryReservations, noReservations } from '../memory/reservations.js';

/**
 * The reservations of a counter, for who adds to them: made if there are none, and found under both keys from then on.
 */
export function openReservations(
  { reservations }: Keyspace,
  { pending, reserved }: Pick<ReservationKeys, 'pending' | 'reserved'>,
  expiresAt: number | 'never',
): MemoryReservations {
  let found = reservations.get(reserved);
  if (!found) {
    found = noReservations();
    // No key is known to all of the scripts.
    for (const key of [pending, reserved])
      reservations.set(key, found, expiresAt === 'never' ? Infinity : expiresAt);
  }
  return new MemoryReservations(found);
}

/** The same for who settles or looks at what is there, by the key `pending` or `reserved`. */
export function reservationsAt({ reservations }: Keyspace, key: string): MemoryReservations {
  return new MemoryReservations(reservations.get(key) ?? noReservations());
}
