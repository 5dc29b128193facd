import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { countAnswers } from './census.record.js';

/** Tells that a process has lifted what it knew of; replies how many have told so. `by` is 1, or 0 only to ask. */
export const answerCensus = defineScript({
  name: 'answerCensus',
  keys: ['census'],
  args: ['name', whole('by')],
  uses: [countAnswers],
  source: /* lua */ `
    return countAnswers(name, by)
  `,
  parse: Number,
});
