import type { ReservationKeys } from '../../lua/gapless/reservation-keys.js';
import type { Keyspace } from '../memory/keyspace.js';
import { MemoryReservations } from '../memory/reservations.js';

/** Returns the reservations of a counter for adding to them. Creates them if there are none, under both keys. */
export function openReservations(
  { reservations }: Keyspace,
  { pending, reserved }: Pick<ReservationKeys, 'pending' | 'reserved'>,
  expiresAt: number | 'never',
): MemoryReservations {
  let found = reservations.get(reserved);
  if (!found) {
    found = new MemoryReservations();
    // No single key is known to all scripts.
    for (const key of [pending, reserved])
      reservations.set(key, found, expiresAt === 'never' ? Infinity : expiresAt);
  }
  return found;
}

/** Returns the reservations of a counter for reading or settling them, by the key `pending` or `reserved`. */
export function reservationsAt({ reservations }: Keyspace, key: string): MemoryReservations {
  return reservations.get(key) ?? new MemoryReservations();
}
