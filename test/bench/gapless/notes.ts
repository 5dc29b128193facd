/** What the contestants and the figures are. */
export const NOTES = `
- **counter row, FOR UPDATE**, the base, is how an ERP does it, such as Odoo's sequences without gaps: the transaction locks the
  row of the counter, writes the document with the next number, and the row stays locked until it has ended. So there is one
  document at a time, whatever the number of callers.
- **gapless** is [the guide's](../gapless.md) way, end to end: \`reserve()\`, the transaction with the document and
  \`SqlReservationLedger.confirm()\`, then \`reservation.confirm()\`, with ceilings in the same database (\`SqlHighWaterStore\`).
- **reserve() + confirm()** is the part of Redis by itself, without documents and ceilings. **INCR, has gaps** is the floor:
  the same transaction, its number from INCR before it, which is lost whenever a transaction fails.
- A transaction writes its document, confirms its number, and lasts as long as the case says, from its number, or in the counter row's case the
  lock on it, until its COMMIT is sent. A document is counted once it is committed and confirmed. PostgreSQL runs on the same machine with
  its own defaults (each commit is flushed to the disk) and has a connection for each caller; all callers are in one process.
  Waiters on a row take long to leave, so a turn ends when the last has its number; more than 100 callers have 3 rounds.
- **Each turn is checked**: its numbers begin at 1 and none is missing, a unique index lets none in twice, and of gapless ones
  \`audit()\` and the ledger's table say the same as the documents.
- **Reservations** are reserved and confirmed by as many callers, 1,000 in a turn, all of one counter, of which so many are pending or
  confirmed before.
- **An audit** looks at each number of the period, in stretches of 2,000 between which others have their turn.
- **Memory** is \`MEMORY USAGE\` of all keys of the counter.
`;
