import type { LockEvent } from './event.js';

/** What a history must show beyond what is always wrong. */
export interface Expectations {
  /** Nobody may pass one who came this many milliseconds earlier; not to be said where faults keep some away. */
  readonly orderWithinMs?: number;
  /** Whether all who asked must have got it. */
  readonly isCalm?: boolean;
}

/** One call, as its events tell. */
interface Call {
  readonly key: string;
  readonly kind: LockEvent['kind'];
  /** It came between these. */
  readonly asked: number;
  readonly waited: number;
  /** When it had the lock, from the first to the last moment of which that is sure. */
  readonly from: number;
  readonly to: number;
  readonly fence: number;
  readonly code: string | undefined;
  readonly isOver: boolean;
}

/** Everything that is wrong in a history, in words; nothing when all is well. */
export function checkHistory(events: readonly LockEvent[], expected: Expectations = {}): string[] {
  const wrong: string[] = [];
  const ofCalls = events.filter(({ event }) => event !== 'trip');
  for (const [key, calls] of grouped(callsOf(ofCalls), ({ key }) => key)) {
    const held = calls.filter(({ from }) => from < Infinity).sort((a, b) => a.from - b.from);
    wrong.push(...together(key, held), ...fences(key, held));
    if (expected.orderWithinMs !== undefined) wrong.push(...overtaken(key, held, expected.orderWithinMs));
    for (const { code, isOver, asked } of calls) {
      if (code === 'LOCK_TIMEOUT')
        wrong.push(`${key}: one who asked at ${asked} waited until its time was over`);
      if (expected.isCalm && code) wrong.push(`${key}: one who asked at ${asked} failed with ${code}`);
      if (expected.isCalm && !isOver) wrong.push(`${key}: one who asked at ${asked} never heard anything`);
    }
  }
  return wrong;
}

/** The longest that a process waited for an answer that takes Redis no time, in milliseconds. */
export function slowestTrip(events: readonly LockEvent[]): number {
  return Math.max(...events.map(({ took = 0 }) => took)) / 1000;
}

function callsOf(events: readonly LockEvent[]): Call[] {
  return [...grouped(events, ({ call }) => call).values()].map((own) => {
    const sure = own.filter(({ event }) => event === 'took' || event === 'holds' || event === 'gives');
    const [first] = own;
    return {
      key: first?.key ?? '',
      kind: first?.kind ?? 'w',
      asked: first?.at ?? 0,
      waited: own.find(({ event }) => event === 'waits')?.at ?? Infinity,
      from: Math.min(...sure.map(({ at }) => at)),
      to: Math.max(...sure.map(({ at }) => at)),
      fence: sure[0]?.fence ?? 0,
      code: own.find(({ event }) => event === 'gaveUp')?.code,
      isOver: own.some(({ event }) => event === 'gave' || event === 'gaveUp'),
    };
  });
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

// At no moment too many: readers among readers, as many as there are permits, otherwise one.
function together(key: string, held: readonly Call[]): string[] {
  const wrong: string[] = [];
  let inside: Call[] = [];
  for (const call of held) {
    inside = inside.filter(({ to }) => to > call.from);
    const others = inside.filter(({ kind }) => kind !== call.kind);
    const most = call.kind === 'r' ? Infinity : call.kind === 'w' ? 1 : call.kind;
    if (others.length > 0 || inside.length + 1 > most)
      wrong.push(
        `${key}: ${inside.length + 1} held it at ${call.from} (fences ${[...inside, call].map(({ fence }) => fence).join(', ')})`,
      );
    inside.push(call);
  }
  return wrong;
}

// Rising from one exclusive holder to the next, and none twice.
function fences(key: string, held: readonly Call[]): string[] {
  const wrong: string[] = [];
  const seen = new Set<number>();
  let highest = 0;
  let highestShared = 0;
  for (const { fence, kind, from } of held) {
    if (seen.has(fence)) wrong.push(`${key}: fence ${fence} was given twice`);
    const least = kind === 'w' ? Math.max(highest, highestShared) : highest;
    if (fence <= least) wrong.push(`${key}: fence ${fence} at ${from} came after ${least}`);
    seen.add(fence);
    if (kind === 'w') highest = Math.max(highest, fence);
    else highestShared = Math.max(highestShared, fence);
  }
  return wrong;
}

// Readers who go in together may change places with each other, not with a writer.
function overtaken(key: string, held: readonly Call[], withinMs: number): string[] {
  const wrong: string[] = [];
  let latest: Call | undefined;
  for (const call of held) {
    if (latest && call.waited + withinMs * 1000 < latest.asked && !(call.kind === 'r' && latest.kind === 'r'))
      wrong.push(`${key}: one who asked at ${latest.asked} went before one who asked at ${call.asked}`);
    if (!latest || call.asked > latest.asked) latest = call;
  }
  return wrong;
}
