const SKIPPED = / \(skipped: (.*)\)$/;

/**
 * Says at the end of a run what this machine lacks for some tests: the reasons that `describeUnless` put in their
 * titles.
 */
export default class SkipReporter {
  constructor(_config, { stream = process.stderr } = {}) {
    this.stream = stream;
  }

  onRunComplete(_contexts, { testResults }) {
    const byReason = new Map();
    const titles = testResults.flatMap((file) => file.testResults).flatMap((test) => test.ancestorTitles);
    for (const title of new Set(titles)) {
      const reason = SKIPPED.exec(title)?.[1];
      if (reason === undefined) continue;
      byReason.set(reason, [...(byReason.get(reason) ?? []), title.replace(SKIPPED, '')]);
    }
    for (const [reason, skipped] of byReason) {
      this.stream.write(`\nNot tested, as ${reason}:\n${skipped.map((title) => `  ${title}\n`).join('')}`);
    }
  }
}
