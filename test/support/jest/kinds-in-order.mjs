import sequencer from '@jest/test-sequencer';
import { KINDS } from './kinds.mjs';

const rankOf = ({ context }) => KINDS.findIndex(({ name }) => name === context.config.displayName?.name);

/**
 * Jest runs what took longest first, so that no worker is left alone with a long file at the end. On a clean checkout
 * it knows no times and goes by the size of the files, which says little: then the slow kinds go first.
 */
export default class KindsInOrder extends sequencer.default {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
