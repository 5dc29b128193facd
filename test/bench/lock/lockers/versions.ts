import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FREE_LOCKERS } from './all-lockers.js';

/** The other libraries with their versions, as a list in Markdown text. */
export function peersWithVersions(): string {
  const names = FREE_LOCKERS.flatMap(({ from }) => (from === undefined ? [] : [from]));
  return names.map((name) => `${name} ${versionOf(name)}`).join(', ');
}

// What a package exports need not include its package.json.
function versionOf(name: string): string {
  const main = fileURLToPath(import.meta.resolve(name));
  const folder = main.slice(0, main.lastIndexOf(join('node_modules', name))) + join('node_modules', name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version.replace(/^v/, '');
}
