import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const NEVER_EXIT = {
  object: 'process',
  property: 'exit',
  message: 'A library never ends the process.',
};
const message = 'Ask a Clock (common/clock.ts), so that a test can move the time on.';

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'coverage/', 'docs-api/', 'test/consumers/*/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Nest modules and providers are often classes with nothing but decorators.
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowStaticOnly: true },
      ],
      // In Nest, classes also describe plain data: DTOs, options.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['Order'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers read well in messages and keys.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['libs/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', NEVER_EXIT],
      'no-console': 'error',
    },
  },
  {
    // One source of time. The command line has no test that waits for it.
    files: ['libs/redis-serial/src/**/*.ts'],
    ignores: ['libs/redis-serial/src/common/clock.ts', 'libs/redis-serial/src/cli/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'performance'].map((name) => ({ name, message })),
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...['perf_hooks', 'node:perf_hooks'].map((name) => ({ name, message })),
            ...['timers', 'node:timers', 'timers/promises', 'node:timers/promises'].map((name) => ({
              name,
              importNames: ['setTimeout', 'setInterval', 'scheduler'],
              message,
            })),
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        NEVER_EXIT,
        { object: 'Date', property: 'now', message },
        { object: 'AbortSignal', property: 'timeout', message },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    // What a handler does matters less there than whether it is called.
    rules: { '@typescript-eslint/no-empty-function': ['error', { allow: ['methods'] }] },
  },
  prettier,
);
