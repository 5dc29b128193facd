import { presentCall } from '../known-calls.js';
import { defineSeries } from '../series.js';
import { batchAt } from './batch.js';

const MINUTE = Date.UTC(2026, 10, 27, 12, 34);

describe('batchAt', () => {
  const Timed = defineSeries({ name: 'timed', pattern: '{date:HHmmssSSS}-{seq:2}', resetEvery: 'never' });
  const call = presentCall(Timed, undefined);
  const minute = Timed.calendar.minuteAt(MINUTE);
  const textAt = (at: number): string => batchAt(call, minute, { textAt: at, issuedAt: at }).write(7);

  it('shows the second and the millisecond of each batch', () => {
    expect(textAt(MINUTE + 1_234)).toBe('123401234-07');
    expect(textAt(MINUTE + 59_999)).toBe('123459999-07');
    expect(textAt(MINUTE + 1_234.7)).toBe('123401234-07');
  });

  it('stays in the minute that the server said, also for whoever writes the number again', () => {
    const early = batchAt(call, minute, { textAt: MINUTE - 5, issuedAt: MINUTE - 5 });
    expect([early.write(7), early.textAt]).toEqual(['123400000-07', MINUTE]);
    expect(textAt(MINUTE + 60_003)).toBe('123459999-07');
  });
});
