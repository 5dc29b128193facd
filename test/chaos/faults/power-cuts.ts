import { missingForPowerCuts } from '../power-cut.js';
import type { Fault } from './fault.js';
import { powerCutStage } from './standalone-stage.js';

const BURST = 50_000;
const shared = { missing: missingForPowerCuts, rounds: 20 };

/** The server loses what is not on its disk yet; in most of these somebody dies with it who knew what was given. */
export const POWER_CUTS: readonly Fault[] = [
  { ...shared, name: 'power cut', open: () => powerCutStage() },
  {
    ...shared,
    name: 'power cut of app and Redis',
    open: () =>
      powerCutStage(
        (issuers) => issuers.kill(),
        (issuers) => issuers.startAgain(),
      ),
  },
  {
    ...shared,
    name: 'power cut, rate rises',
    works: [{ pace: 'rising' }, { pace: 'rising' }],
    open: () => powerCutStage((issuers) => issuers.at(0).kill()),
  },
  {
    ...shared,
    name: 'power cut after bursts',
    works: [{ pace: 'slow' }, { pace: 'slow' }],
    modes: ['strict'],
    open: () =>
      powerCutStage(async (issuers) => {
        await issuers.at(0).burst(BURST);
        await issuers.at(0).burst(BURST);
        await issuers.at(0).kill();
      }),
  },
];
