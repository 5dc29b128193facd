// The two ends of what the package says it works with, and what each does with it once it is installed.
const tsc = (...options) => ['node', 'node_modules/typescript/bin/tsc', ...options];

const ORDER = /^ORD-A-\d{4}-000001$/m;

const COMMON = [
  { name: 'import and require in one app', command: ['node', 'both-doors.mjs'], prints: /the same/ },
  { name: 'source maps', command: ['node', '--enable-source-maps', 'stack-trace.mjs'], prints: /sources/ },
  {
    name: 'bin',
    command: ['npx', '--no', '--', 'nestjs-redis-serial', 'doctor', '--help'],
    prints: /doctor/,
  },
];

export const CONSUMERS = [
  {
    folder: 'nest11-commonjs',
    steps: [
      { name: 'build, all types checked', command: tsc() },
      {
        name: 'types without exports',
        command: tsc('--noEmit', '--skipLibCheck', '--module', 'commonjs', '--moduleResolution', 'node10'),
      },
      { name: 'boot', command: ['node', 'dist/main.js'], prints: ORDER },
      {
        // As in Node before 20.19, which loads the CommonJS build.
        name: 'boot without require(esm)',
        command: ['node', '--no-experimental-require-module', 'dist/main.js'],
        prints: ORDER,
      },
      { name: 'jest', command: ['node', 'node_modules/jest/bin/jest.js'], prints: /5 passed, 5 total/ },
      ...COMMON,
    ],
  },
  {
    folder: 'nest12-esm',
    steps: [
      { name: 'build, all types checked', command: tsc() },
      { name: 'boot', command: ['node', 'dist/main.js'], prints: ORDER },
      {
        name: 'node --test',
        command: ['node', '--test', 'dist/orders.spec.js', 'dist/doors.spec.js'],
        prints: /^# pass 5$/m,
      },
      ...COMMON,
    ],
  },
];
