import { reportOn } from './report.js';

describe('reportOn', () => {
  it('finds numbers given twice and numbers left out, day by day', () => {
    expect(reportOn(['A-1-003', 'A-1-001', 'A-1-002'])).toEqual({ issued: 3, duplicates: 0, gaps: 0 });
    expect(reportOn(['A-1-001', 'A-1-001', 'A-1-004'])).toEqual({ issued: 3, duplicates: 1, gaps: 2 });
    expect(reportOn(['A-1-999', 'A-2-001'])).toEqual({ issued: 2, duplicates: 0, gaps: 0 });
    expect(reportOn([])).toEqual({ issued: 0, duplicates: 0, gaps: 0 });
  });
});
