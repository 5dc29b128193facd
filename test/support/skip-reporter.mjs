/** Says at the end of a run what this machine lacks for some tests: the reasons that `describeUnless` put in their titles. */
export default class SkipReporter {
  constructor(_config, { stream = process.stderr } = {}) {
    this.stream = stream;
  }

  onRunComplete(_contexts, { testResults }) {
    const titles = testResults.flatMap((file) => file.testResults).flatMap((test) => test.ancestorTitles);
    const skipped = new Set(titles.filter((title) => / \(skipped: .*\)$/.test(title)));
    if (skipped.size === 0) return;
    const lines = [...skipped].map((title) => title.replace(/ \(skipped: (.*)\)$/, ': $1'));
    this.stream.write(`\nNot tested on this machine:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  }
}
