import { defineSeries } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import { changeOf, changeSince } from './compare-descriptions.js';
import { describeSeries, type SeriesDescription } from './describe-series.js';
import { fingerprintOf } from './fingerprint.js';

type Edited = Partial<SeriesDefinition>;

const described = (definition: Edited): SeriesDescription =>
  describeSeries(defineSeries({ name: 'order', pattern: '{seq:6}', ...definition }));

const DAILY = 'ORD-{date:yyyyMMdd}-{seq:4}';
const gapless = { mode: 'gapless', pattern: 'INV-{seq:6}' } as const;
const hidden = { pattern: 'R{scramble:6}', secret: 'one' };

// Each edit, and its way back.
const EDITS: readonly [what: string, 'accepted' | 'refused' | 'same', was: Edited, is: Edited][] = [
  ['more digits', 'accepted', { pattern: DAILY }, { pattern: 'ORD-{date:yyyyMMdd}-{seq:6}' }],
  ['more digits of a hidden counter', 'accepted', hidden, { ...hidden, pattern: 'R{scramble:8}' }],
  ['digits beside a variable', 'refused', { pattern: '{store}{seq:4}' }, { pattern: '{store}{seq:5}' }],
  ['digits that a date makes room for', 'refused', ...roomForDigits()],
  [
    'digits that a check makes room for',
    'refused',
    { pattern: '{seq:6}{check:luhn}' },
    { pattern: '{seq:7}' },
  ],
  ['digits of a counter that widens', 'accepted', ...widening('ORD-{seq:4}', 'ORD-{seq:6}')],
  ['a counter that widens', 'accepted', { overflow: 'error' }, { overflow: 'widen' }],
  ['another text', 'accepted', { pattern: 'ORD-{seq:6}' }, { pattern: 'O-{seq:6}' }],
  [
    'another text with a variable',
    'accepted',
    { pattern: 'A-{store}-{seq:6}' },
    { pattern: 'B-{store}-{seq:6}' },
  ],
  ['a text that can be read as digits', 'refused', { pattern: '1{seq:3}' }, { pattern: '{seq:4}' }],
  [
    'a text that can be part of a variable',
    'refused',
    { pattern: '{store}-A-{seq:4}' },
    { pattern: '{store}-{seq:4}' },
  ],
  [
    'other check characters',
    'accepted',
    { pattern: '{seq:6}{check:luhn}' },
    { pattern: '{seq:6}{check:damm}' },
  ],
  ['a date added', 'accepted', { pattern: '{seq:6}' }, { pattern: '{date:yyyy}-{seq:6}' }],
  ['a date turned round', 'refused', { pattern: DAILY }, { pattern: 'ORD-{date:yyyyddMM}-{seq:4}' }],
  ['a date turned round, one counter', 'accepted', ...turnedRound()],
  ['a variable renamed', 'accepted', { pattern: '{store}-{seq:6}' }, { pattern: '{shop}-{seq:6}' }],
  ['variables turned round', 'accepted', { pattern: '{a}-{b}/{seq:6}' }, { pattern: '{b}-{a}/{seq:6}' }],
  ['a variable made a text', 'refused', { pattern: '{store}-{seq:6}' }, { pattern: 'S1-{seq:6}' }],
  ['a date made a text', 'refused', { pattern: '{date:yyyy}-{seq:6}' }, { pattern: '2026-{seq:6}' }],
  [
    'a variable made a label',
    'refused',
    { pattern: '{a}-{seq:6}' },
    { pattern: '{a}-{seq:6}', counterPer: [] },
  ],
  [
    'a hidden variable added',
    'refused',
    { pattern: 'I-{seq:6}' },
    { pattern: 'I-{seq:6}', counterPer: ['t'] },
  ],
  [
    'a hidden variable added, other texts',
    'accepted',
    { pattern: 'I-{seq:6}' },
    { pattern: 'J-{seq:6}', counterPer: ['t'] },
  ],
  [
    'the variables listed otherwise',
    'same',
    { pattern: '{a}-{seq:6}', counterPer: ['s', 't'] },
    { pattern: '{a}-{seq:6}', counterPer: ['t', 's'] },
  ],
  ['all variables named', 'same', { pattern: '{a}-{seq:6}' }, { pattern: '{a}-{seq:6}', counterPer: ['a'] }],
  ['another alphabet', 'refused', { pattern: '{seq:6:crockford}' }, { pattern: '{seq:6:32}' }],
  [
    'another mask, of which no text is one of the first',
    'accepted',
    { pattern: '{seq:A99A}' },
    { pattern: '{seq:AA99}' },
  ],
  ['a longer mask', 'accepted', { pattern: '{seq:A99}' }, { pattern: '{seq:A999}' }],
  ['days that begin later', 'accepted', { pattern: DAILY }, { pattern: DAILY, dayStart: '04:00' }],
  [
    'fiscal years from another day',
    'refused',
    { pattern: '{fyStart:yyyy}-{seq:6}', fiscalYearStart: 4 },
    { pattern: '{fyStart:yyyy}-{seq:6}', fiscalYearStart: { month: 4, day: 6 } },
  ],
  ['another period', 'refused', { pattern: DAILY }, { pattern: DAILY, resetEvery: 'month' }],
  ['never another period', 'refused', { pattern: DAILY }, { pattern: DAILY, resetEvery: 'never' }],
  ['another period, another text', 'accepted', { pattern: DAILY }, { pattern: 'O-{date:yyyyMM}-{seq:4}' }],
  ['another radix', 'refused', { pattern: '{seq:6}' }, { pattern: '{seq:6:16}' }],
  ['another secret', 'refused', hidden, { ...hidden, secret: 'other' }],
  ['another secret, another text', 'accepted', hidden, { pattern: 'S{scramble:6}', secret: 'other' }],
  ['{scramble} for {seq}', 'refused', hidden, { pattern: 'R{seq:6}' }],
  ['another time zone', 'accepted', { pattern: DAILY }, { pattern: DAILY, timeZone: 'Asia/Shanghai' }],
  ['another zone, nothing retained', 'refused', ...zones({ retention: 0 })],
  ['another zone, no periods', 'accepted', ...zones({ retention: 0, resetEvery: 'never' })],
  ['other fiscal years', 'refused', ...fiscal({ pattern: '{fyStart:yyyy}-{seq:4}' })],
  ['other fiscal years in months', 'refused', ...fiscal({ pattern: '{fyStart:yyyy}{date:MM}-{seq:4}' })],
  ['fiscal years that nothing shows', 'accepted', ...fiscal({ pattern: DAILY })],
  ['start', 'accepted', { start: 1 }, { start: 1_000 }],
  ['step', 'accepted', { step: 1 }, { step: 10 }],
  ['max', 'accepted', { max: 1_000 }, { max: 2_000 }],
  ['mode', 'accepted', { mode: 'strict' }, { mode: 'buffered' }],
  ['durability', 'accepted', { durability: 'none' }, { durability: 'fenced' }],
  ['retention', 'accepted', { retention: '1d' }, { retention: Infinity }],
  ['shards', 'refused', { shards: 1 }, { shards: 8 }],
  ['shards, another text', 'accepted', { shards: 1 }, { shards: 8, pattern: 'B{seq:6}' }],
  ['gapless', 'refused', { ...gapless, mode: 'strict' }, gapless],
  ['gapless, another text', 'refused', { mode: 'buffered' }, gapless],
  ['start of a gapless one', 'refused', gapless, { ...gapless, start: 5 }],
  ['step of a gapless one', 'refused', gapless, { ...gapless, step: 5 }],
  ['text of a gapless one', 'accepted', gapless, { ...gapless, pattern: 'R-{seq:6}' }],
];

function roomForDigits(): [Edited, Edited] {
  const monthly = { resetEvery: 'month' } as const;
  return [
    { ...monthly, pattern: '{date:yyyyMMdd}{seq:6}' },
    { ...monthly, pattern: '{date:yyyyMM}{seq:8}' },
  ];
}

function widening(was: string, is: string): [Edited, Edited] {
  return [
    { pattern: was, overflow: 'widen' },
    { pattern: is, overflow: 'widen' },
  ];
}

function turnedRound(): [Edited, Edited] {
  const never = { resetEvery: 'never' } as const;
  return [
    { ...never, pattern: '{date:MMdd}-{seq:6}' },
    { ...never, pattern: '{date:ddMM}-{seq:6}' },
  ];
}

function zones(rest: Edited): [Edited, Edited] {
  return [
    { pattern: DAILY, ...rest, timeZone: 'Pacific/Kiritimati' },
    { pattern: DAILY, ...rest, timeZone: 'Pacific/Midway' },
  ];
}

function fiscal(rest: Edited): [Edited, Edited] {
  return [
    { ...rest, fiscalYearStart: 4 },
    { ...rest, fiscalYearStart: 7 },
  ];
}

describe('changeOf', () => {
  it.each(EDITS)('finds that %s is %s, both ways', (_, kind, was, is) => {
    const [one, other] = [described(was), described(is)];
    expect(changeOf(one, other)).toMatchObject({ kind });
    expect(changeOf(other, one)).toMatchObject({ kind });
    expect(changeOf(one, one)).toEqual({ kind: 'same' });
    if (kind === 'refused') expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
  });

  it('says what was edited, and why that can repeat a number', () => {
    const [was, is] = [
      described({ pattern: DAILY }),
      described({ pattern: DAILY, resetEvery: 'month', max: 9 }),
    ];
    expect(changeOf(was, is)).toEqual({
      kind: 'refused',
      what: ['resetEvery: was "day", is "month"', 'max: was 9999, is 9'],
      why: 'the counters of the new periods begin anew',
    });
    const other = described({ ...hidden, secret: 'other', warnAt: 0.5 });
    expect(changeOf(described(hidden), other)).toMatchObject({ what: ['secret: is another one'] });
  });

  it('judges every definition that there was, not only the last', () => {
    const [first, second, third] = ['1{seq:3}', 'X{seq:4}', '{seq:4}'].map((pattern) =>
      described({ pattern }),
    );
    if (!first || !second || !third) throw new Error('not described');
    expect(changeOf(second, third).kind).toBe('accepted');
    expect(changeSince([first, second], third).kind).toBe('refused');
    expect(changeSince([first], second).kind).toBe('accepted');
    expect(changeSince([], first).kind).toBe('same');
  });
});
