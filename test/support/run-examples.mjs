// Run by plain Node as a process of its own: the examples of a page, one after the other, each under its name.
import { pathToFileURL } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { createPGlite } from 'local-postgres';

// What an example makes is empty all the same, and does not take seconds.
PGlite.create = createPGlite;

for (const file of process.argv.slice(2)) {
  process.stdout.write(`\n--- ${file}\n`);
  await import(pathToFileURL(file).href);
}
