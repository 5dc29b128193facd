import { checkHistory } from './check-history.js';
import type { LockEvent } from './event.js';

type Short = readonly [call: string, event: LockEvent['event'], at: number, rest?: Partial<LockEvent>];

const history = (...events: readonly Short[]): LockEvent[] =>
  events.map(([call, event, at, rest]) => ({ call, event, at, key: 'k', kind: 'w', ...rest }));

const held = (
  call: string,
  from: number,
  to: number,
  fence: number,
  rest: Partial<LockEvent> = {},
): Short[] => [
  [call, 'asks', from - 1, rest],
  [call, 'waits', from - 1, rest],
  [call, 'took', from, { ...rest, fence }],
  [call, 'gives', to, { ...rest, fence }],
  [call, 'gave', to + 1, rest],
];

describe('checkHistory', () => {
  it('finds nothing wrong with one after the other', () => {
    expect(checkHistory(history(...held('a', 10, 20, 1), ...held('b', 21, 30, 2)), { isCalm: true })).toEqual(
      [],
    );
  });

  it.each<[string, LockEvent[], RegExp]>([
    ['two at once', history(...held('a', 10, 20, 1), ...held('b', 15, 30, 2)), /2 held it at 15/],
    [
      'a writer among readers',
      history(...held('a', 10, 20, 1, { kind: 'r' }), ...held('b', 15, 30, 2)),
      /2 held it/,
    ],
    [
      'one too many',
      history(...[1, 2, 3].flatMap((n) => held(`${n}`, 10 + n, 20, n, { kind: 2 }))),
      /3 held it/,
    ],
    ['a fence that falls', history(...held('a', 10, 20, 2), ...held('b', 21, 30, 1)), /fence 1 .* after 2/],
    ['a fence twice', history(...held('a', 10, 20, 2), ...held('b', 21, 30, 2)), /twice/],
    [
      'a holder who goes on',
      history(
        ...held('b', 15, 18, 2),
        ['a', 'asks', 1],
        ['a', 'took', 10, { fence: 1 }],
        ['a', 'holds', 40, { fence: 1 }],
      ),
      /2 held it/,
    ],
    [
      'one who waits too long',
      history(['a', 'asks', 1], ['a', 'gaveUp', 9, { code: 'LOCK_TIMEOUT' }]),
      /time was over/,
    ],
    [
      'one who is passed over',
      history(
        ['a', 'asks', 1],
        ['a', 'waits', 2],
        ...held('b', 90_000, 90_001, 1),
        ...held('a', 95_000, 96_000, 2).slice(2),
      ),
      /went before/,
    ],
    ['one who is stuck', history(['a', 'asks', 1]), /never heard/],
  ])('finds %s', (_what, events, message) => {
    expect(checkHistory(events, { isCalm: true, orderWithinMs: 10 }).join('\n')).toMatch(message);
  });

  it('lets readers be together, and those who lost the lock go', () => {
    const readers = [...held('a', 10, 20, 1, { kind: 'r' }), ...held('b', 15, 30, 2, { kind: 'r' })];
    expect(checkHistory(history(...readers))).toEqual([]);
    const lost: Short[] = [
      ['a', 'asks', 1],
      ['a', 'took', 10, { fence: 1 }],
      ['a', 'lost', 40],
    ];
    expect(checkHistory(history(...lost, ...held('b', 15, 18, 2)))).toEqual([]);
  });
});
