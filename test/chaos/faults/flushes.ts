import { asking } from '../../support/topology/asking.js';
import type { Fault } from './fault.js';
import { standaloneStage, type Deed } from './standalone-stage.js';

const COUNTERS = 30_000;
const BUSY_MS = 700;

const flush: Deed = (server) => asking(server, (client) => client.flushall());

/** The server loses everything, and those who know what was given are idle or busy. */
export const FLUSHES: readonly Fault[] = [
  { name: 'FLUSHALL', open: () => standaloneStage([], flush) },
  {
    name: 'FLUSHALL, issuer is busy',
    // What the busy one was given last, only it can tell.
    works: [{}, { pace: 'slow' }],
    open: () =>
      standaloneStage([], (server, issuers) => {
        issuers.at(0).block(BUSY_MS);
        return flush(server, issuers);
      }),
  },
  {
    name: 'FLUSHALL, 30,000 counters',
    works: [
      { pace: 'idle', counters: COUNTERS },
      { pace: 'waiting', counters: COUNTERS },
    ],
    modes: ['strict'],
    open: () =>
      standaloneStage([], async (server, issuers) => {
        await flush(server, issuers);
        issuers.at(1).tell('begin');
      }),
  },
];
