import { defineScript } from '../script.js';
import { clockMs, serverIdentity } from './register.record.js';
import { exact } from '../common.js';

/** Tells the server's clock, and whether scripts can see which server it is. The key only says on which node. */
export const seeServer = defineScript({
  name: 'seeServer',
  keys: ['_register'],
  args: [],
  uses: [exact, clockMs, serverIdentity],
  source: /* lua */ `
    return { exact(clockMs(redis.call('TIME'))), serverIdentity() }
  `,
  parse: (reply): SeenServer => {
    const [now, identity] = reply as [string, string];
    return { now: Number(now), isBlind: identity === '-' };
  },
});

/** What a script sees of its server: its clock, in ms since 1970, and whether it can't be told from another one. */
export interface SeenServer {
  readonly now: number;
  readonly isBlind: boolean;
}
