import { serverMicros } from '../common.js';
import { defineFragment } from '../fragment.js';

/** Lua `micros` and `now`: the server's clock in microseconds and in milliseconds. */
export const lockTime = defineFragment({
  uses: [serverMicros],
  source: /* lua */ `
    local micros = serverMicros()
    local now = math.floor(micros / 1000)
  `,
});
