/** The layers of libs/redis-serial/src, lowest first: lua | common < redis < serial | lock | doctor < transport, cli < module, index < testing. */
const SRC = '^libs/redis-serial/src/';
const { exports: doors } = require('./libs/redis-serial/package.json');
// Each door but the package's own file and the top is a folder: './testing' is src/testing/index.ts.
const FOLDERS = Object.keys(doors).flatMap((door) => door.match(/(?<=^\.\/)[^.]+$/) ?? []);
const ENTRY = `${SRC}(${['', ...FOLDERS.map((folder) => `${folder}/`)].join('|')})index\\.ts$`;
const PURE = `${SRC}(lua/.+|.+(\\.errors?|\\.options|/pattern/[^/]+|/period/[^/]+))\\.ts$`;
const SPEC = '\\.spec\\.ts$';

/** Everything of ours but what lies in these folders. */
const oursBut = (folders) => ({ path: '^(libs|apps|test)/', pathNot: `${SRC}(${folders})/` });

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'common-is-the-bottom',
      comment: 'common/ imports nothing else of ours',
      severity: 'error',
      from: { path: `${SRC}common/` },
      to: oursBut('common'),
    },
    {
      name: 'lua-stands-on-nothing',
      comment: 'the scripts and what lies in Redis; their specs start a server',
      severity: 'error',
      from: { path: `${SRC}lua/`, pathNot: SPEC },
      to: oursBut('lua'),
    },
    {
      name: 'redis-knows-no-feature',
      severity: 'error',
      from: { path: `${SRC}redis/` },
      to: oursBut('lua|common|redis'),
    },
    {
      name: 'features-stay-apart',
      comment: 'serial/, lock/ and doctor/ never import each other, nor the wiring above them',
      severity: 'error',
      from: { path: `${SRC}(serial|lock|doctor)/` },
      to: oursBut('lua|common|redis|$1'),
    },
    {
      name: 'transport-knows-the-errors-only',
      severity: 'error',
      from: { path: `${SRC}transport/` },
      to: { path: '^(libs|apps|test)/', pathNot: `\\.errors?\\.ts$|${SRC}(common|transport)/` },
    },
    {
      name: 'providers-are-for-the-module',
      comment: 'what is provided is listed by feature, and nobody but the module asks for a list',
      severity: 'error',
      from: { path: SRC, pathNot: `${SRC}redis-serial\\.module\\.ts$` },
      to: { path: `${SRC}.+\\.providers\\.ts$` },
    },
    {
      name: 'pure-files-stay-pure',
      comment: 'patterns, periods, scripts, errors and options load neither Nest nor ioredis',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: {
        path: '^node_modules/(@nestjs|ioredis|rxjs|reflect-metadata)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-files-use-no-node-core',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-door-to-ioredis',
      comment: 'only own-client.ts loads ioredis; everyone else may import its types',
      severity: 'error',
      from: { path: SRC, pathNot: `${SRC}redis/own-client\\.ts$` },
      to: { path: '^node_modules/ioredis/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'public-door-only',
      comment: 'the sample app and the tests use the packages as a user does',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/local-(redis|postgres)/src/index\\.ts$', ENTRY] },
    },
    {
      name: 'local-servers-stand-alone',
      comment: 'they start servers for whoever asks, and the published package does not know them',
      severity: 'error',
      from: { path: '^libs/local-(redis|postgres)/' },
      to: { path: '^(libs|apps|test)/', pathNot: '^libs/local-$1/' },
    },
    {
      name: 'no-inner-barrels',
      comment: 'index.ts is a door of the package, as its exports say, and nothing else',
      severity: 'error',
      from: {},
      to: { path: `${SRC}.+/index\\.ts$`, pathNot: ENTRY },
    },
    {
      name: 'nobody-loads-testing',
      comment: 'what stands in for Redis in tests never gets into an app',
      severity: 'error',
      from: { path: SRC, pathNot: `${SRC}testing/` },
      to: { path: `${SRC}testing/` },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^libs/[^/]+/src/', pathNot: `${SPEC}|index\\.ts$` },
      to: {},
    },
    {
      name: 'published-code-declares-what-it-loads',
      severity: 'error',
      from: { path: SRC, pathNot: SPEC },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'npm-peer', 'npm'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: 'specify',
  },
};
