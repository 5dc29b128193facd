import SkipReporter from './skip-reporter.mjs';

describe('the skip reporter', () => {
  const printed = (...tests: readonly string[][]): string => {
    const texts: string[] = [];
    const testResults = tests.map((ancestorTitles) => ({ testResults: [{ ancestorTitles }] }));
    const stream = { write: (text: string) => texts.push(text) };
    new SkipReporter({}, { stream }).onRunComplete([], { testResults });
    return texts.join('');
  };

  it('says once for each reason what was skipped for it', () => {
    const page = 'the page of the shop (skipped: there is no Chromium)';
    const cuts = ['numbers', 'when the power is cut (skipped: there is no compiler (cc))'];
    const picture = ['the picture (skipped: there is no Chromium)'];
    expect(printed([page, 'with Redis'], [page], ['a lock'], cuts, picture).split('\n')).toEqual([
      '',
      'Not tested, as there is no Chromium:',
      '  the page of the shop',
      '  the picture',
      '',
      'Not tested, as there is no compiler (cc):',
      '  when the power is cut',
      '',
    ]);
  });

  it('says nothing where all was tested', () => {
    expect(printed(['a lock'], [])).toBe('');
  });
});
