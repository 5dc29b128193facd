import { KINDS, testMatchOf } from './test/support/jest/kinds.mjs';

/** Tests run as ES modules against the sources; only what sets them up and whole programs need the build. */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: '<rootDir>/test/support/jest/worker-redis-environment.mjs',
  // Types are checked by `tsc -b`; the decorators' metadata is what Nest injects by.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          target: 'es2022',
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
        },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^nestjs-redis-serial$': '<rootDir>/libs/redis-serial/src/index.ts',
    '^nestjs-redis-serial/(.+)$': '<rootDir>/libs/redis-serial/src/$1/index.ts',
    '^local-redis$': '<rootDir>/libs/local-redis/src/index.ts',
    '^local-postgres$': '<rootDir>/libs/local-postgres/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // Not node_modules, of which every folder would be watched.
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
};

export default {
  // Jest would leave a core to others, and so use one of two.
  maxWorkers: '100%',
  // To find what hangs, and no speed: beside other work, starting four instances of the shop may take a minute.
  testTimeout: 120_000,
  reporters: [
    'default',
    '<rootDir>/test/support/skip-reporter.mjs',
    '<rootDir>/test/support/jest/times-by-kind.mjs',
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'html', 'lcovonly'],
  collectCoverageFrom: ['libs/redis-serial/src/**/*.ts', '!**/*.spec.ts'],
  testSequencer: '<rootDir>/test/support/jest/kinds-in-order.mjs',
  projects: KINDS.map((kind) => ({
    ...common,
    displayName: { name: kind.name, color: kind.color },
    testMatch: testMatchOf(kind),
    ...(kind.setup === undefined ? {} : { globalSetup: `<rootDir>/test/support/jest/${kind.setup}` }),
  })),
};
