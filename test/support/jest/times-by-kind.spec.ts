import TimesByKind, { type FileResult } from './times-by-kind.mjs';

const file = (kind: string, tests: number, tookMs: number, failed = 0): FileResult => ({
  displayName: { name: kind },
  numPassingTests: tests - failed,
  numFailingTests: failed,
  perfStats: { start: 1_000, end: 1_000 + tookMs },
});

describe('the times by kind', () => {
  const printed = (testResults: readonly FileResult[], tookMs = 0): string[] => {
    const texts: string[] = [];
    const stream = { write: (text: string) => texts.push(text) };
    const startTime = Date.now() - tookMs;
    new TimesByKind({ maxWorkers: 2 }, { stream }).onRunComplete([], { testResults, startTime });
    return texts.join('').split('\n');
  };

  it('are files, tests and seconds of each kind that ran, the slowest kind first, and of all', () => {
    const files = [file('unit', 7, 40), file('e2e', 20, 61_000, 1), file('unit', 5, 360)];
    expect(printed(files).slice(1, 5)).toEqual([
      'Kind            Files    Tests  Seconds',
      'e2e                 1       20     61.0',
      'unit                2       12      0.4',
      'all                 3       32     61.4',
    ]);
  });

  it('say how long it took by the clock, and with how many workers', () => {
    expect(printed([file('unit', 1, 40), file('unit', 1, 40)], 3_600_000).at(-2)).toMatch(
      /^That was 3600\.\d s with 2 workers\.$/,
    );
  });

  it('are left out for a single file', () => {
    expect(printed([file('unit', 7, 40)])).toEqual(['']);
  });
});
