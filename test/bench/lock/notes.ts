import { peersWithVersions } from './lockers/versions.js';

/** What the contestants and the figures are. */
export const NOTES = `
- **SET NX PX + script**, the floor, is what any correct lock must at least do, by hand with ioredis: \`SET key token NX PX\`,
  and a script that deletes the key if it still holds the token. It has no fence, no renewal and no order, and polls every 10
  to 20 ms. Auto-pipelined, its connection joins what is sent in one turn of the event loop. The base of a case, 1 in the
  charts, is the contestant without a range.
- **LockService** is \`acquire()\` with a fence and with renewal, and \`release()\`.
- **The others** are ${peersWithVersions()}, with a lease of 10 s like everybody's and
  otherwise as their READMEs have them, except that none gives up: both redlocks retry for ever (after 0 to 400 ms), redlock-universal
  600 times (after 100 ms), murlock in its blocking mode (after 50 ms, where its examples have 1,000 ms). simple-redis-mutex and murlock use
  node-redis, all others ioredis.
- **Free locks** are taken and given back at once; every caller has another key. All contestants have run for 2 s before.
- **1 lock, 50 workers**: each of them takes it, holds it for 5 ms by a timer and gives it back, 4 times, in up to 3 rounds. The wall
  time is from the first who asks to the last who has given back, and its base, 1 in the chart, is the sum of the times that
  the lock was really held. Commands are those the server ran, read off MONITOR. Somebody is overtaken if one who called
  later got the lock earlier. The workers of the second process begin 50 ms after those of the first, since among those who
  ask at the same moment nobody could tell who was first. The longest wait is that of all rounds.
- **From a release to the waiter**: one process calls \`release()\` after 5 to 25 ms (the others: 5 to 205 ms, as some sleep long),
  and the time is taken until \`acquire()\` has answered in another, by the clock that both share. In each round 30 times,
  the others 3 times; the quantiles are over all of them, the ratio is that of the medians.
- **Waiters on 1 lock** give it back as soon as they have it and ask again, so that their number stays. What did not manage
  200 hand-overs in 3 s was stopped. Several apps are several instances of the module in one process.
- **1 more lock** is taken and given back, one after the other, while as many others are held, never renewed, by the same app; the server
  holds as many bare keys besides.
- **Memory** is what \`used_memory\` grew by, without the buffers of connections, on a fresh server.
`;
