/** What is at hand before the workers start, so that not each of them fetches or makes it. */
const REDIS = 'redis-setup.mjs';
const DATABASE = 'database-setup.mjs';

/**
 * The kinds of tests, the slowest first. A file is of the first kind that has it, so that none runs twice, and
 * whatever is called `*.spec.ts`, `*.int-spec.ts` or `*.e2e-spec.ts` runs, wherever it lies.
 */
export const KINDS = [
  {
    name: 'e2e',
    color: 'magenta',
    setup: DATABASE,
    // The doctor on the command line is a program too, started two dozen times.
    files: ['test/**/*.e2e-spec.ts', 'test/integration/doctor-cli.int-spec.ts'],
  },
  {
    name: 'topology',
    color: 'yellow',
    setup: REDIS,
    files: [
      'test/integration/topologies/**/*.int-spec.ts',
      'test/integration/{cluster,chaos,gapless-chaos,outages,lost-replies}.int-spec.ts',
    ],
  },
  { name: 'conformance', color: 'cyan', setup: REDIS, files: ['test/conformance/**/*.int-spec.ts'] },
  { name: 'integration', color: 'blue', setup: DATABASE, files: ['test/**/*.int-spec.ts'] },
  { name: 'scripts', color: 'green', setup: REDIS, files: ['libs/*/src/**/*.script.spec.ts'] },
  { name: 'unit', color: 'white', files: ['{libs,apps}/*/src/**/*.spec.ts', 'test/support/**/*.spec.ts'] },
];

/** The globs of each kind for jest, without the files of the kinds before it. */
export function testMatchOf(kind) {
  const before = KINDS.slice(0, KINDS.indexOf(kind)).flatMap(({ files }) => files);
  // Jest knows `<rootDir>` at the beginning of a glob alone.
  return [...kind.files.map((glob) => `<rootDir>/${glob}`), ...before.map((glob) => `!**/${glob}`)];
}
