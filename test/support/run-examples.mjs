// Run by plain Node as a process of its own: the examples of a page, one after the other, each under its name.
import { pathToFileURL } from 'node:url';

for (const file of process.argv.slice(2)) {
  process.stdout.write(`\n--- ${file}\n`);
  await import(pathToFileURL(file).href);
}
