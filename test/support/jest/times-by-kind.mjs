import { KINDS } from './kinds.mjs';

const seconds = (ms) => (ms / 1000).toFixed(1);
const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Prints at the end how many files and tests of each kind ran, and how long they took. */
export default class TimesByKind {
  constructor({ maxWorkers }, { stream = process.stderr } = {}) {
    this.maxWorkers = maxWorkers;
    this.stream = stream;
  }

  onRunComplete(_, { testResults, startTime }) {
    // Of one file jest itself says all there is.
    if (testResults.length < 2) return;
    const rows = KINDS.map(({ name }) => [
      name,
      testResults.filter((file) => file.displayName?.name === name),
    ])
      .filter(([, files]) => files.length > 0)
      .map(([name, files]) => rowOf(name, files));
    const table = [['Kind', 'Files', 'Tests', 'Seconds'], ...rows, rowOf('all', testResults)];
    const took = seconds(Date.now() - startTime);
    this.stream.write(
      `\n${table.map(lineOf).join('\n')}\nThat was ${took} s with ${this.maxWorkers} workers.\n`,
    );
  }
}

function rowOf(name, files) {
  const tests = total(files.map((file) => file.numPassingTests + file.numFailingTests));
  return [
    name,
    files.length,
    tests,
    seconds(total(files.map(({ perfStats }) => perfStats.end - perfStats.start))),
  ];
}

function lineOf([name, ...numbers]) {
  return name.padEnd(12) + numbers.map((number) => String(number).padStart(9)).join('');
}
