import { defineSeries, type SerialService } from 'nestjs-redis-serial';
import { checkAudit } from './check.js';
import type { Numbering, Run } from './numbering.js';
import { PATTERN } from './text-of.js';

/** Reserved and confirmed, and no document. */
export function reservationsOnly(serials: SerialService): Numbering {
  const series = defineSeries({ name: 'reservations', pattern: PATTERN, mode: 'gapless' });
  const begin = (run: string): Promise<Run> => {
    const scope = { run };
    let highest = 0;
    return Promise.resolve({
      write: async () => {
        const reserved = await serials.reserve(series, { scope });
        highest = Math.max(highest, reserved.value);
        await reserved.confirm();
      },
      check: async () => {
        checkAudit(run, await serials.audit(series, { scope }), highest);
      },
    });
  };
  return { name: 'reserve() + confirm()', ours: true, begin };
}
