/** Tests run as ES modules against the sources; only the sample app's processes need the build. */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  // Room for tests that start clusters and processes; none waits for time to pass.
  testTimeout: 30_000,
  testMatch: [
    '<rootDir>/{libs,apps}/*/src/**/*.spec.ts',
    '<rootDir>/test/support/**/*.spec.ts',
    '<rootDir>/test/**/*.{int,e2e}-spec.ts',
  ],
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
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
};
