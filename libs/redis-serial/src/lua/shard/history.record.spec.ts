import { readHistoryEntry } from './history.record.js';

describe('readHistoryEntry', () => {
  it.each([
    ['recovered 2 1 loss', { heard: 2, unheard: 1, recovery: 'loss' }],
    ['jumped 930 1 3 loss', { numbers: 930, heard: 1, unheard: 3, recovery: 'loss' }],
    ['renewed 2026 20', { period: '2026', numbers: 20 }],
    ['changed {"pattern":"A {seq}"}', { description: '{"pattern":"A {seq}"}' }],
    ['advanced 0 700 2026-11-23 SH East:7', { from: 0, to: 700, period: '2026-11-23', field: 'SH East:7' }],
    ['migrated 12 old orders', { counters: 12, series: 'old orders' }],
  ])('reads "%s"', (text, fields) => {
    const [kind] = text.split(' ');
    expect(readHistoryEntry(`1795000000000 ${text}`)).toEqual({ at: 1_795_000_000_000, kind, ...fields });
  });

  it('leaves alone what it does not know', () => {
    expect(readHistoryEntry('1795000000000 blessed by somebody')).toBeUndefined();
    expect(readHistoryEntry('')).toBeUndefined();
  });
});
