import { Connections } from '../../connections.js';
import { doersWith } from './doers.js';
import type { Order, Outcome, TaskName } from './tasks.js';

const connections = new Connections(process.argv[2] ?? '');
const doers = doersWith(connections) as Readonly<Record<TaskName, (told: unknown) => Promise<unknown>>>;

process.on('message', ({ id, name, told }: Order) => {
  const send = (outcome: Outcome): void => {
    process.send?.(outcome);
  };
  doers[name](told).then(
    (answer) => {
      send({ id, answer });
    },
    (error: unknown) => {
      send({ id, failure: error instanceof Error ? error.message : String(error) });
    },
  );
});
process.on('disconnect', () => {
  void connections[Symbol.asyncDispose]();
});
