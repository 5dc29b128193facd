import type { HistoryEntry } from '../../lua/shard/history.record.js';
import { changeOf } from '../evolution/compare-descriptions.js';
import { readDescription } from '../evolution/description-text.js';
import { lineOf } from '../evolution/line-of.js';
import type { Series } from '../series.js';
import { scopeOf } from '../shard/shard-keys.js';
import { isAskedFor } from '../shard/recovery-name.js';
import type { CounterEvent } from './counter-event.js';

/** Tells the events of a shard, the newest first; `description` is how the series is defined now. */
export function eventsOf(
  series: Series,
  shard: number,
  { entries, description }: { readonly entries: readonly HistoryEntry[]; readonly description: string },
): CounterEvent[] {
  let definedAs = description;
  return entries.map((entry) => {
    const event = { at: new Date(entry.at), kind: entry.kind, shard, ...detailsOf(series, entry, definedAs) };
    if (entry.kind === 'changed') definedAs = entry.description;
    return event;
  });
}

type Details = Omit<CounterEvent, 'at' | 'kind' | 'shard'>;

function detailsOf(series: Series, entry: HistoryEntry, definedAs: string): Details {
  switch (entry.kind) {
    case 'recovered': {
      const { heard, unheard, recovery } = entry;
      return {
        heard,
        unheard,
        leftOut: 0,
        why: `${causeOf(recovery)}; ${heardOf(entry)}, so that nothing is left out`,
      };
    }
    case 'jumped': {
      const { heard, unheard, recovery, numbers } = entry;
      const why = `${causeOf(recovery)}; ${heardOf(entry)}: what others may have given is left out`;
      return { heard, unheard, leftOut: numbers, why };
    }
    case 'renewed':
      return {
        period: entry.period,
        leftOut: entry.numbers,
        why: `the counters of period ${entry.period} were deleted, evicted or put back by themselves`,
      };
    case 'changed':
      return changeDetails(entry.description, definedAs);
    case 'advanced':
      return {
        scope: scopeOf({ variables: series.counterVariables }, entry.field),
        period: entry.period,
        from: entry.from,
        to: entry.to,
        why: 'advanceTo() was called',
      };
    case 'migrated':
      return { from: entry.series, counters: entry.counters, why: 'migrate() was called' };
  }
}

function causeOf(recovery: string): string {
  return isAskedFor(recovery) ? 'recover() was called' : 'Redis lost data';
}

function heardOf({ heard, unheard }: { readonly heard: number; readonly unheard: number }): string {
  return `${heard} of ${heard + unheard} processes said what they were given`;
}

function changeDetails(before: string, after: string): Details {
  const [was, is] = [readDescription(before), readDescription(after)];
  if (!was || !is) return { why: 'the definition was edited' };
  const change = changeOf(was, is);
  const what = change.kind === 'same' ? 'the definition was edited' : change.what.join('; ');
  const passed = change.kind === 'refused' ? ' (acceptChange let it pass)' : '';
  return { from: lineOf(was), to: lineOf(is), why: `${what}${passed}` };
}
