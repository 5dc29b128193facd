import { ask, Stage } from '../stage.js';
import { cuttableServer } from '../power-cut.js';
import type { Fault } from './fault.js';

const AOF = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

const restart = async ({ primary }: Stage): Promise<void> => {
  await primary.kill();
  await primary.restart();
};

/** The server ends and comes back, with more or less of its data. */
export const RESTARTS: readonly Fault[] = [
  { name: 'kill -9', open: () => Stage.open(AOF), strike: restart },
  {
    name: 'power cut',
    open: async () => Stage.open(AOF, (await cuttableServer()).binary),
    strike: async ({ primary }) => {
      await (await cuttableServer()).cutPower(primary);
      await primary.restart();
    },
  },
  { name: 'restart without persistence', open: () => Stage.open([]), strike: restart },
  {
    name: 'restored from an old backup',
    open: () => Stage.open([]),
    prepare: ({ primary }) => ask(primary, 'SAVE'),
    strike: restart,
  },
  {
    name: 'FLUSHALL',
    open: () => Stage.open([]),
    strike: async ({ primary }) => {
      await ask(primary, 'FLUSHALL');
    },
  },
];
