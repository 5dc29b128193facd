import SkipReporter from './skip-reporter.mjs';

describe('the skip reporter', () => {
  const printed = (...tests: readonly string[][]): string => {
    const texts: string[] = [];
    const testResults = tests.map((ancestorTitles) => ({ testResults: [{ ancestorTitles }] }));
    const stream = { write: (text: string) => texts.push(text) };
    new SkipReporter({}, { stream }).onRunComplete([], { testResults });
    return texts.join('');
  };

  it('says of each that was skipped once why', () => {
    const page = 'the page of the shop (skipped: there is no Chromium at CHROMIUM_PATH or on the PATH)';
    const cuts = ['numbers', 'when the power is cut (skipped: no compiler (cc))'];
    expect(printed([page, 'with Redis'], [page], ['a lock'], cuts)).toBe(
      [
        '',
        'Not tested on this machine:',
        '  the page of the shop: there is no Chromium at CHROMIUM_PATH or on the PATH',
        '  when the power is cut: no compiler (cc)',
        '',
      ].join('\n'),
    );
  });

  it('says nothing where all was tested', () => {
    expect(printed(['a lock'], [])).toBe('');
  });
});
