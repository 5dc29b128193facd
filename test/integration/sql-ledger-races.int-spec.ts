import { SqlReservationLedger, type ReservationError } from 'nestjs-redis-serial';
import { describeOnIsolation } from '../support/databases/describe-on.js';
import { ISOLATIONS, type DatabaseServer, type Transaction } from '../support/databases/test-database.js';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';

const refused = (state: ReservationError['state']): unknown =>
  expect.objectContaining({ code: 'RESERVATION', state });

const message = (pattern: RegExp): unknown =>
  expect.objectContaining({ message: expect.stringMatching(pattern) as unknown });

describeOnIsolation('SqlReservationLedger in transactions', (open) => {
  let db: DatabaseServer;
  let ledger: SqlReservationLedger;

  beforeAll(async () => {
    db = await open();
    const { query, dialect } = db;
    ledger = new SqlReservationLedger({ query, dialect });
    await ledger.prepare();
    await query('CREATE TABLE documents (number VARCHAR(100) NOT NULL)', []);
  });
  afterAll(() => db.close());

  const wait = (count: number): Promise<void> =>
    eventually(`${count} statements wait`, async () => (await db.waiting()) === count);
  /** What became of it, so that a failure is looked at when it is its turn. */
  const outcome = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => error,
    );

  const opened: Transaction[] = [];
  // Also of a test that failed: others would wait for it.
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transaction) => transaction.rollback()));
  });

  describe.each(ISOLATIONS)('under %s', (isolation) => {
    const series = `numbers ${isolation}`;
    const begin = async (): Promise<Transaction> => {
      const transaction = await db.begin(isolation);
      opened.push(transaction);
      // From here on REPEATABLE READ sees nothing that is written later.
      await transaction.query('SELECT * FROM documents', []);
      return transaction;
    };
    const confirm = ({ query }: Transaction, text: string, document: string): Promise<unknown> =>
      outcome(ledger.confirm({ series, text }, query, { document }));
    const lateError = (state: ReservationError['state']): unknown => {
      const conflict = db.conflictUnder(isolation);
      return conflict ? message(conflict) : refused(state);
    };

    it('one of two gets the number, and the other waits for it', async () => {
      const [one, other] = [await begin(), await begin()];
      expect(await confirm(one, 'two', 'order 1')).toBe('done');
      const waits = confirm(other, 'two', 'order 2');
      await wait(1);
      await one.commit();
      expect(await waits).toEqual(lateError('others'));
      await other.rollback();
    });

    it('the number that was given up goes to one of those who wait', async () => {
      const [first, ...others] = [await begin(), await begin(), await begin()];
      expect(await confirm(first, 'given up', 'order 0')).toBe('done');
      const waits = others.map(async (transaction, index) => {
        const answer = await confirm(transaction, 'given up', `order ${index + 1}`);
        await (answer === 'done' ? transaction.commit() : transaction.rollback());
        return answer;
      });
      await wait(2);
      await first.rollback();
      const answers = await Promise.all(waits);
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
      // In InnoDB those who waited for a row that goes away wait for each other, until one is told to begin again.
      expect(answers).toContainEqual(db.dialect === 'mysql' ? message(/Deadlock/) : lateError('others'));
    });

    it('a number that was confirmed since the transaction looked first is not confirmed again', async () => {
      const [one, late] = [await begin(), await begin()];
      expect(await confirm(one, 'late', 'order 1')).toBe('done');
      await one.commit();
      expect(await confirm(late, 'late', 'order 2')).toEqual(lateError('others'));
      await late.rollback();
    });

    it('those who ask wait for a transaction that uses one of the numbers', async () => {
      const texts = upTo(250).map((n) => `asked ${n}`);
      const committed = await begin();
      const rolledBack = await begin();
      await confirm(committed, 'asked 100', 'order 1');
      await confirm(rolledBack, 'asked 200', 'order 2');
      const asked = ledger.usedIn(series).many?.(texts);
      await wait(1);
      await rolledBack.rollback();
      await committed.commit();
      expect(await asked).toEqual(new Set(['asked 100']));
    });

    it('a transaction that comes after the question is refused', async () => {
      const late = await begin();
      const reasons = ['late 1', 'late 2'].map((text) => ({ text, reason: `${text} is gone` }));
      expect(await ledger.voidAll(series, reasons)).toEqual(new Set());
      expect(await confirm(late, 'late 2', 'order 1')).toEqual(lateError('voided'));
      await late.rollback();
      expect(await confirm(await begin(), 'late 2', 'order 1')).toEqual(refused('voided'));
    });

    it('who takes numbers in another order may have to begin again, and no number is both', async () => {
      const crossing = await begin();
      expect(await confirm(crossing, 'crossing 2', 'order 1')).toBe('done');
      const numbers = ['crossing 1', 'crossing 2'].map((text) => ({ text, reason: 'gone' }));
      const voiding = outcome(ledger.voidAll(series, numbers));
      await wait(1);
      const answer = await confirm(crossing, 'crossing 1', 'order 1');
      await (answer === 'done' ? crossing.commit() : crossing.rollback());
      // Each database chooses by its own rules whom of the two it stops.
      expect([answer, await voiding]).toContainEqual(message(/deadlock/i));
      const confirmed = answer === 'done' ? ['crossing 1', 'crossing 2'] : [];
      expect(await ledger.voidAll(series, numbers)).toEqual(new Set(confirmed));
    });

    it('a transaction waits for a void that is not committed yet', async () => {
      const [voids, late] = [await begin(), await begin()];
      await ledger.void({ series, text: 'voiding' }, { reason: 'wrong', query: voids.query });
      const waits = confirm(late, 'voiding', 'order 1');
      await wait(1);
      await voids.commit();
      expect(await waits).toEqual(lateError('voided'));
      await late.rollback();
    });

    it('is written together with the document, or not at all', async () => {
      const { query, dialect } = db;
      // As in a process that has just begun: the ledger does not know yet that there is a table.
      const fresh = new SqlReservationLedger({ query, dialect });
      const transaction = await begin();
      await transaction.query(`INSERT INTO documents VALUES ('${series} together')`, []);
      await fresh.confirm({ series, text: 'together' }, transaction.query, { document: 'order 1' });
      await transaction.rollback();
      const look = `SELECT number FROM documents WHERE number = '${series} together'`;
      expect(JSON.stringify(await query(look, []))).not.toContain(`"${series} together"`);
      expect(await ledger.usedIn(series)('together')).toBe(false);
    });

    it('all who ask and confirm at once agree about each number', async () => {
      const texts = upTo(40).map((n) => `all ${n}`);
      const use = async (text: string): Promise<string | undefined> => {
        const transaction = await begin();
        const answer = await confirm(transaction, text, `order ${text}`);
        await (answer === 'done' ? transaction.commit() : transaction.rollback());
        return answer === 'done' ? text : undefined;
      };
      const { many } = ledger.usedIn(series);
      const [used, ...said] = await Promise.all([
        Promise.all(texts.map(use)),
        ...upTo(3).map(() => many?.(texts)),
      ]);
      const confirmed = new Set(used.filter((text) => text !== undefined));
      for (const one of said) expect(one).toEqual(confirmed);
      expect(await many?.(texts)).toEqual(confirmed);
    });
  });

  it('has no table yet: MySQL is not told to make one, since it would commit the transaction', async () => {
    const { query, dialect } = db;
    const fresh = new SqlReservationLedger({ query, dialect, table: 'not_yet' });
    const transaction = await db.begin('READ COMMITTED');
    opened.push(transaction);
    const confirmed = outcome(fresh.confirm({ series: 'fresh', text: '1' }, transaction.query));
    expect(await confirmed).toEqual(
      dialect === 'mysql' ? message(/no table `not_yet`: call prepare\(\)/) : 'done',
    );
    await transaction.rollback();
    await fresh.prepare();
    expect(await fresh.usedIn('fresh')('1')).toBe(false);
  });
});
