import { format } from 'prettier';
import type { RedisBinary } from 'local-redis';
import { describeMachine } from '../bench/report/machine.js';

/** The report as a Markdown page. */
export async function chaosPage(table: string, binary: RedisBinary): Promise<string> {
  const { cpu, cores, system, node, server, date } = describeMachine(binary);
  const page = `# Numbers given twice, whatever happens to Redis

${table}
Measured on ${date}: ${cpu}, ${cores} cores, ${system}, Node ${node}, ${server}.

## How it is measured

\`\`\`sh
npm run chaos                          # power cuts 20 times, every other fault once: most of an hour
npm run chaos -- --rounds 1            # each of them once: some minutes
npm run chaos -- --only 'power cut'    # one of them
\`\`\`

In each round two processes issue numbers of one series as fast as they can, eight callers each, for 1.5 s; then the fault
happens, and they go on until as many more were given. Every number is counted.

- **given twice**: how many times a number came that had come before. With \`none\` it shows that the fault bites.
- **left out**: numbers that nobody was given, up to the highest that somebody was, over all rounds: what a jump past a loss
  left out, and what was in flight.
- **to recover**: for how long no number was given, of the process that waited least; the longest of the rounds.
- **power cut**: the server runs with an AOF synced every second. A library preloaded into it notes how long the AOF was when
  each sync began; after \`kill -9\` the file is cut off there. Each of these happens 20 times.
- **all closed, restart**: the apps are closed, the server is ended and started, then the apps are started again.
- **power cut of app and Redis**: both processes are killed with it, and two others take their place. **Rate rises**: from
  400 numbers a second to as many as there can be, within two seconds, and one of the processes dies with the server. **After
  bursts**: one of the processes takes 50,000 numbers at once, twice, and dies with the server.
- **FLUSHALL, issuer is busy**: its event loop is blocked for 700 ms. **30,000 counters**: a process has a number of each and
  is idle; another one goes on.
- **restored, INFO hidden**: scripts may not read INFO. Then a process sees only the loss of its own numbers.
- **two definitions at once**: two services have one series, and one of them begins its numbers anew at another time. One is
  refused.
- **failover, behind**: the replica hears everything so much later, and is promoted when its master was killed.
- **restored from an old backup**: the server comes back with what it had 1.2 s before.
- **failover and back**: the replica is promoted, the former master follows it, 1 s behind, and is promoted again.
- **Cluster**, **Sentinel**: the replicas hear nothing for a second; then the master is killed, and the nodes or the Sentinels
  promote one of them.
- **slot migration**: in a Cluster of three masters and three replicas, every slot with keys in it goes to another master and
  back, key by key.
- **highWater** records its ceilings in another Redis, which nothing happens to.
`;
  return await format(page, { parser: 'markdown', printWidth: 110 });
}
