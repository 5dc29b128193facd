// Searches the models and their mutants: `npm run model -- [--quick] [--trail] [words…]`. Words choose the searches
// whose model and switches have them all; --trail shows the shortest way to an error.
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { missingPrograms, search } from './search.mjs';
import { SEARCHES } from './searches.mjs';

const AT_A_TIME = 2;

const given = process.argv.slice(2);
const words = given.filter((word) => !word.startsWith('--'));
const [isQuick, wantsTrail] = ['--quick', '--trail'].map((flag) => given.includes(flag));
const unknown = given.find((word) => word.startsWith('--') && !['--quick', '--trail'].includes(word));

const nameOf = ({ model, switches }) => `${model} ${switches.join(' ')}`.trim();
const isChosen = (each) => {
  const has = nameOf(each).split(/[ /]/);
  return (!isQuick || each.quick) && words.every((word) => has.includes(word));
};

const complain = (text) => {
  console.error(text);
  process.exitCode = 1;
};

async function searchOne(each, place) {
  const { verdict, states, seconds, steps } = await search(
    join(import.meta.dirname, `${each.model}.pml`),
    each.switches,
    { trail: wantsTrail },
  );
  const isRight = verdict === each.expected;
  console.log(
    [
      isRight ? 'ok   ' : 'WRONG',
      place,
      `${verdict === 'unfinished' ? verdict : verdict.padEnd(5)}${isRight ? '' : `, but ${each.expected} expected`}`,
      `${states.toLocaleString('en').padStart(10)} states`,
      `${seconds.toFixed(1).padStart(6)} s `,
      nameOf(each),
    ].join('  '),
  );
  if (steps !== undefined) console.log(steps);
  return isRight;
}

async function searchAll(chosen) {
  const width = String(chosen.length).length;
  const queue = chosen.map((each, index) => [each, `${String(index + 1).padStart(width)}/${chosen.length}`]);
  const wrong = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (!(await searchOne(...next))) wrong.push(nameOf(next[0]));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  console.log(`${chosen.length} searches in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  if (wrong.length > 0) complain(`Not as expected:\n  ${wrong.join('\n  ')}`);
}

// Others on this machine come first; what is started inherits it.
setPriority(10);
const missing = await missingPrograms();
const chosen = SEARCHES.filter(isChosen);
if (unknown !== undefined) complain(`${unknown} is not known: --quick, --trail, or words of a search`);
else if (missing.length > 0) {
  complain(
    `${missing.join(' and ')} not found, needed to search the models. On Debian: apt-get install spin gcc libc6-dev`,
  );
} else if (chosen.length === 0) complain(`No search has all of: ${words.join(' ')}`);
else await searchAll(chosen);
