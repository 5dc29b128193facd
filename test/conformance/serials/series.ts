import { defineSeries } from 'nestjs-redis-serial';

// Each test counts in a case of its own.
export const Plain = defineSeries({ name: 'plain', pattern: 'P-{case}-{seq:6}' });
export const Daily = defineSeries({
  name: 'daily',
  pattern: 'D-{case}-{date:yyyyMMdd}-{seq:4}',
  timeZone: 'Asia/Shanghai',
  retention: '30d',
});
export const Fiscal = defineSeries({
  name: 'fiscal',
  pattern: 'F-{case}-{fyStart:yyyy}{fyEnd:yy}-{seq:3}',
  resetEvery: 'fiscalYear',
  fiscalYearStart: 4,
});
export const Tens = defineSeries({
  name: 'tens',
  pattern: 'T-{case}-{seq}',
  start: 10,
  step: 10,
  max: 50,
});
export const Wide = defineSeries({ name: 'wide', pattern: 'W-{case}-{seq:1}', overflow: 'widen' });
export const Unguarded = defineSeries({ name: 'unguarded', pattern: 'U-{case}-{seq:4}', durability: 'none' });
export const Brief = defineSeries({
  name: 'brief',
  pattern: 'B-{case}-{seq:4}',
  idempotencyTtl: '1s',
});
export const Buffered = defineSeries({
  name: 'buffered',
  pattern: 'Q-{case}-{seq:6}',
  mode: 'buffered',
  buffer: { size: 10 },
});
export const Checked = defineSeries({ name: 'checked', pattern: '{case}{seq:4}{check:mod37_36}' });
export const Hidden = defineSeries({
  name: 'hidden',
  pattern: 'H-{case}-{scramble:6}',
  secret: 'a secret of the tests',
});

export const Gapless = defineSeries({ name: 'gapless', pattern: 'G-{case}-{seq:4}', mode: 'gapless' });
export const Voiding = defineSeries({
  name: 'voiding',
  pattern: 'V-{case}-{seq:4}',
  mode: 'gapless',
  gapless: { onCancel: 'void', lease: '40ms' },
});
/** The numbers that documents have. */
export const inUse = new Set<string>();
export const Asked = defineSeries({
  name: 'asked',
  pattern: 'A-{case}-{seq:4}',
  mode: 'gapless',
  gapless: { lease: '40ms', onExpire: 'recycle', isUsed: (text) => inUse.has(text) },
});
/** Whoever is asked about its numbers does not know. */
export const Doubtful = defineSeries({
  name: 'doubtful',
  pattern: 'O-{case}-{seq:4}',
  mode: 'gapless',
  gapless: { lease: '40ms', isUsed: () => Promise.reject(new Error('the database is away')) },
});
/** Of which whoever is asked dies before the answer, and of which the database can't say it just now. */
export const unanswered = new Set<string>();
export const unknown = new Set<string>();
export const Judged = defineSeries({
  name: 'judged',
  pattern: 'J-{case}-{seq:4}',
  mode: 'gapless',
  gapless: {
    lease: '40ms',
    isUsed: (text) => {
      if (unknown.has(text)) throw new Error('the database is away');
      return unanswered.has(text) ? new Promise<never>(() => undefined) : inUse.has(text);
    },
  },
});
export const DailyGapless = defineSeries({
  name: 'daily-gapless',
  pattern: 'D-{date:yyyyMMdd}-{seq:4}',
  resetEvery: 'year',
  mode: 'gapless',
});
export const FewGapless = defineSeries({ name: 'few', pattern: 'F-{seq:1}', max: 2, mode: 'gapless' });

export const SERIES = [
  Plain,
  Daily,
  Fiscal,
  Tens,
  Wide,
  Unguarded,
  Brief,
  Buffered,
  Checked,
  Hidden,
  Gapless,
  Voiding,
  Asked,
  Doubtful,
  Judged,
  DailyGapless,
  FewGapless,
];
