import { SqlReservationLedger, type ReservationError } from 'nestjs-redis-serial';
import { describeOnDatabases } from '../support/databases/describe-on.js';
import type { TestDatabase } from '../support/databases/test-database.js';
import { upTo } from '../support/range.js';

interface Row {
  readonly number: string | Buffer;
  readonly state: string;
  readonly holder: string;
  readonly reason: string | null;
  readonly actor: string | null;
}

const refused = (state: ReservationError['state']): unknown =>
  expect.objectContaining({ code: 'RESERVATION', state });

/** pg and PGlite answer { rows }, mysql2 [rows, fields]. */
const rowsOf = (answer: unknown): Row[] =>
  (Array.isArray(answer) ? answer[0] : (answer as { rows: unknown }).rows) as Row[];

describeOnDatabases('SqlReservationLedger', (open) => {
  let db: TestDatabase;
  let ledger: SqlReservationLedger;
  let statements = 0;

  beforeAll(async () => {
    db = await open();
    const query = (sql: string, params: unknown[]): Promise<unknown> => {
      statements++;
      return db.query(sql, params);
    };
    ledger = new SqlReservationLedger({ query, dialect: db.dialect });
    await ledger.prepare();
  });
  afterAll(() => db.close());

  /** What the table has of a series, by number. */
  const recordedIn = async (series: string): Promise<ReadonlyMap<string, Row>> => {
    const select = `SELECT * FROM serial_numbers WHERE series = ${db.dialect === 'postgres' ? '$1' : '?'}`;
    const rows = rowsOf(await db.query(select, [series]));
    return new Map(rows.map((row) => [String(row.number), row]));
  };
  const recorded = async (number: string, series: string): Promise<Row | undefined> =>
    (await recordedIn(series)).get(number);
  const confirm = (series: string, text: string, document?: string): Promise<void> =>
    ledger.confirm({ series, text }, db.query, document === undefined ? {} : { document, actor: 'ann' });

  it('confirms a number for one document, as often as that is said', async () => {
    await confirm('once', '1', '订单 7');
    await confirm('once', '1', '订单 7');
    await expect(confirm('once', '1', '收据 7')).rejects.toEqual(refused('others'));
    await expect(confirm('once', '1')).rejects.toEqual(refused('others'));
    await expect(ledger.void({ series: 'once', text: '1' }, { reason: 'wrong' })).rejects.toEqual(
      refused('confirmed'),
    );
    expect(await recorded('1', 'once')).toMatchObject({
      state: 'confirmed',
      holder: '订单 7',
      reason: null,
      actor: 'ann',
    });
  });

  it('voids a number for good', async () => {
    await ledger.void({ series: 'void', text: '1' }, { reason: '客户离开了', actor: '安' });
    await ledger.void({ series: 'void', text: '1' }, { reason: 'another', actor: 'bob' });
    await expect(confirm('void', '1', 'order 7')).rejects.toEqual(refused('voided'));
    await expect(confirm('void', '1', 'order 7')).rejects.toThrow('客户离开了');
    expect(await recorded('1', 'void')).toMatchObject({
      state: 'voided',
      reason: '客户离开了',
      actor: '安',
    });
  });

  it('tells numbers and series apart byte by byte', async () => {
    const texts = ['a', 'A', 'á', 'a ', ' a', "a'; DROP TABLE serial_numbers; --", 'a\\', 'a%'];
    for (const [index, text] of texts.entries()) await confirm('apart', text, `order ${index}`);
    expect([...(await recordedIn('apart')).keys()].sort()).toEqual([...texts].sort());
    expect(await ledger.usedIn('Apart').many?.(texts)).toEqual(new Set());
    expect(await ledger.usedIn('apart').many?.([...texts, 'b'])).toEqual(new Set(texts));
    expect([...(await recordedIn('Apart')).keys()].sort()).toEqual([...texts].sort());
  });

  it('says whether a number is used, and voids the one that is not', async () => {
    const isUsed = ledger.usedIn('asked');
    await confirm('asked', '1', 'order 7');
    expect([await isUsed('1'), await isUsed('2'), await isUsed('2')]).toEqual([true, false, false]);
    await expect(confirm('asked', '2', 'order 8')).rejects.toEqual(refused('voided'));
    expect(await recorded('2', 'asked')).toMatchObject({ state: 'voided', reason: 'its lease ran out' });
    expect(await recorded('1', 'asked')).toMatchObject({ state: 'confirmed', holder: 'order 7' });
  });

  it('says of 250 numbers which are used, with two statements', async () => {
    const texts = upTo(250).map((n) => `多-${n}`);
    const used = texts.filter((_, index) => index % 10 === 3);
    for (const text of used) await confirm('many', text, `order ${text}`);
    const { many } = ledger.usedIn('many');
    for (const times of [1, 2]) {
      statements = 0;
      expect([times, await many?.(texts)]).toEqual([times, new Set(used)]);
      expect(statements).toBe(2);
    }
    const rows = await recordedIn('many');
    for (const text of texts)
      expect(rows.get(text)).toMatchObject(
        used.includes(text)
          ? { state: 'confirmed', holder: `order ${text}`, reason: null }
          : { state: 'voided', holder: '', reason: 'its lease ran out' },
      );
  });

  it('takes any number of numbers, also none, and one that is named twice', async () => {
    const { many } = ledger.usedIn('lots');
    await confirm('lots', '600', 'order 7');
    expect(await many?.(upTo(601).map(String))).toEqual(new Set(['600']));
    await expect(confirm('lots', '601')).rejects.toEqual(refused('voided'));
    statements = 0;
    expect(await many?.([])).toEqual(new Set());
    expect(statements).toBe(0);
    expect(await many?.(['600', '700', '600', '700'])).toEqual(new Set(['600']));
  });

  it('voids many numbers, each for its own reason, and says which are used all the same', async () => {
    await confirm('cancelled', '2', 'order 7');
    const numbers = [
      { text: '1', reason: '年末', actor: 'ann' },
      { text: '2', reason: 'cancelled', actor: 'bob' },
      { text: '3', reason: 'never came back' },
    ];
    expect(await ledger.voidAll('cancelled', numbers)).toEqual(new Set(['2']));
    const again = numbers.map(({ text }) => ({ text, reason: 'again', actor: 'eve' }));
    expect(await ledger.voidAll('cancelled', again)).toEqual(new Set(['2']));
    const rows = await Promise.all(['1', '2', '3'].map((text) => recorded(text, 'cancelled')));
    expect(rows).toEqual([
      expect.objectContaining({ state: 'voided', reason: '年末', actor: 'ann' }),
      expect.objectContaining({ state: 'confirmed', holder: 'order 7', reason: null, actor: 'ann' }),
      expect.objectContaining({ state: 'voided', reason: 'never came back', actor: null }),
    ]);
    await expect(confirm('cancelled', '1')).rejects.toThrow('年末');
  });

  it('never voids a number of another series', async () => {
    await ledger.voidAll('mine', [{ text: '1', reason: 'mine' }]);
    await confirm('yours', '1', 'order 7');
    expect(await ledger.voidAll('mine', [{ text: '1', reason: 'mine' }])).toEqual(new Set());
    expect(await ledger.voidAll('yours', [{ text: '1', reason: 'mine' }])).toEqual(new Set(['1']));
  });

  it('writes nothing of a document whose name is too long for the table', async () => {
    await expect(confirm('long', '1', 'x'.repeat(601))).rejects.toThrow('too long');
    expect(await recorded('1', 'long')).toBeUndefined();
    await confirm('long', '1', 'x'.repeat(600));
    await confirm('long', '1', 'x'.repeat(600));
  });
});
