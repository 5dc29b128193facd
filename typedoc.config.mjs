// The API reference: every door of the package, and nothing exported there without a word of what it is.
import { readFileSync } from 'node:fs';

const { exports: doors } = JSON.parse(readFileSync('libs/redis-serial/package.json', 'utf8'));

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'nestjs-redis-serial',
  entryPoints: Object.keys(doors)
    .filter((door) => !door.endsWith('.json'))
    .map((door) => `libs/redis-serial/src/${door}/index.ts`),
  tsconfig: 'libs/redis-serial/tsconfig.json',
  out: 'docs-api',
  readme: 'none',
  // From a page of docs-api/classes and the like to the file in this checkout.
  disableGit: true,
  basePath: 'libs/redis-serial/src',
  sourceLinkTemplate: '../../libs/redis-serial/src/{path}#L{line}',
  gitRevision: 'main',
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  intentionallyNotExported: ['NoScope', 'RESET_UNITS', 'RequiredScope', 'Scope', 'VariablesOf'],
  requiredToBeDocumented: [
    'Variable',
    'Function',
    'Class',
    'Interface',
    'Property',
    'Method',
    'Accessor',
    'TypeAlias',
  ],
};
