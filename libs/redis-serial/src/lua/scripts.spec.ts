import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { oddNamesIn } from '../../../../test/support/lua/names-in-lua.js';
import type { LuaScript } from './script.js';

// What Redis gives to scripts (https://redis.io/docs/latest/develop/programmability/lua-api/), as far as they need it.
const OF_REDIS = ['redis', 'cjson', 'bit'];
const OF_LUA = [
  'error',
  'ipairs',
  'math',
  'pairs',
  'pcall',
  'string',
  'table',
  'tonumber',
  'tostring',
  'type',
  'unpack',
];
const HEADER = ['KEYS', 'ARGV'];

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
);
const scriptFiles = files.filter((file) => file.endsWith('.script.ts'));

async function scriptsIn(file: string): Promise<LuaScript[]> {
  const exported = (await import(new URL(file, import.meta.url).href)) as Record<string, unknown>;
  return Object.values(exported).filter(isScript);
}

function isScript(value: unknown): value is LuaScript {
  return typeof value === 'object' && value !== null && 'argsOf' in value;
}

// All between backquotes that is marked as Lua.
function luaIn(file: string): readonly string[] {
  const text = readFileSync(folder + file, 'utf8');
  return [...text.matchAll(/\/\* lua \*\/ `([^`]*)`/g)].map(([, lua = '']) => lua);
}

describe('Lua', () => {
  it.each(scriptFiles)('%s has one script, with its own spec', async (file) => {
    expect(await scriptsIn(file)).toHaveLength(1);
    expect(existsSync(folder + file.replace(/\.ts$/, '.spec.ts'))).toBe(true);
  });

  it.each(scriptFiles)('%s is Lua 5.1 without globals and unused names', async (file) => {
    for (const { source } of await scriptsIn(file)) {
      expect(oddNamesIn(source, [...OF_REDIS, ...OF_LUA, ...HEADER])).toEqual({ globals: [], unused: [] });
    }
  });

  it.each(files)('%s names no position and pastes nothing into Lua', (file) => {
    for (const lua of luaIn(file)) expect(lua).not.toMatch(/\bKEYS\b|\bARGV\b|\$\{/);
  });
});
