import { Option } from 'commander';
import { wholeNumber } from '../option-values.js';

/** What the command line says besides. */
export interface Settings {
  /** How many write documents at a time. */
  readonly callers: number;
  /** How long a transaction lasts that writes one, in ms. */
  readonly hold: number;
}

export const OPTIONS: readonly Option[] = [
  new Option('--callers <count>', 'how many write documents at a time').default(50).argParser(wholeNumber),
  new Option('--hold <ms>', 'how long the transaction of a document lasts')
    .default(20)
    .argParser(wholeNumber),
];
