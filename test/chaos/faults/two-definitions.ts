import type { Fault } from './fault.js';
import { standaloneStage } from './standalone-stage.js';

/** Two services have one series and define it differently; both texts look alike. */
export const TWO_DEFINITIONS: Fault = {
  name: 'two definitions at once',
  works: [
    { series: { pattern: '{date:yyyyMM}-{seq:12}' } },
    { series: { pattern: '{date:yyyyMM}-{seq:12}', resetEvery: 'year' } },
  ],
  unprotected: [],
  isExact: true,
  open: () =>
    standaloneStage([], (_, issuers) => {
      if (issuers.refused !== 1) throw new Error(`${issuers.refused} of two processes were refused, not one`);
      return Promise.resolve();
    }),
};
