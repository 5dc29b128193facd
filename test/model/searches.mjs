/**
 * What is searched: `holds` must have no error in any state, `fails` leaves a rule out and must have one.
 * Quick ones make up the gate's search.
 */
const search = (expected, quick) => (model, switches, mutants) =>
  (mutants ?? ['']).map((mutant) => ({
    model,
    switches: [...switches.split(' '), ...mutant.split(' ')].filter((word) => word !== ''),
    expected,
    quick,
  }));

const holds = search('holds', false);
const fails = search('fails', false);
const quick = { holds: search('holds', true), fails: search('fails', true) };

export const SEARCHES = [
  ...quick.holds('counters/fenced', 'NID=2 MAXN=3'),
  ...holds('counters/fenced', 'MAXN=3'),
  ...holds('counters/fenced', 'NID=2 MAXN=4 LOSSES=3'),
  ...holds('counters/fenced', 'MAXN=3 EXACT'),
  ...holds('counters/fenced', 'MAXN=3 VOUCH NID=2'),
  ...holds('counters/fenced', 'MAXN=1 VOUCH'),
  ...fails('counters/fenced', 'MAXN=1 VOUCH', ['VOUCHUNAGED']),
  ...fails('counters/fenced', 'MAXN=3', ['Q=1', 'NOAGEREG', 'NOAGECEIL', 'NOWAIT', 'NOLIFT', 'SAMEID']),
  ...quick.fails('counters/fenced', 'MAXN=3', ['NODISCARD']),
  ...quick.fails('counters/fenced', 'NID=2 MAXN=4', ['RUNONLY', 'NOMEMBER']),

  ...holds('counters/shard', 'MAXN=3'),
  ...holds('counters/shard', 'NID=3 MAXN=2'),
  ...quick.fails('counters/shard', 'MAXN=3', ['JUMPBYN', 'NOAGECEIL', 'LIFTNONE', 'BASEANEW']),
  ...fails('counters/shard', 'NID=3 MAXN=3', ['LIFTBYN']),

  ...quick.holds('counters/periods', 'TAKES=2 LOSSES=1'),
  ...holds('counters/periods', 'TAKES=3 LOSSES=1'),
  ...holds('counters/periods', 'TAKES=2 LOSSES=2'),
  ...holds('counters/periods', 'TAKES=2 LOSSES=1 BYNOW'),
  ...quick.fails('counters/periods', 'TAKES=2 LOSSES=1', ['UNCHECKED', 'OPENATN']),
  ...quick.fails('counters/periods', 'TAKES=3 LOSSES=1', ['NOJUMPS', 'NEWISZERO', 'NOLOWEST']),
  ...fails('counters/periods', 'TAKES=3 LOSSES=1', ['NTOCEIL', 'BLINDLIFT', 'AHEAD']),

  ...holds('counters/blocks', 'TAKES=3 LOSSES=1'),
  ...quick.fails('counters/blocks', 'TAKES=3 LOSSES=1', [
    'NOIDENT',
    'NOLAST',
    'KEEPS',
    'HANDED',
    'KEEPSLATE',
  ]),

  ...quick.holds('counters/survey', ''),
  ...quick.holds('counters/survey', 'CUTS PATIENT'),
  ...quick.fails('counters/survey', '', ['CUTS', 'HASTE', 'NUMBER', 'BYIDENTITY', 'ONCE', 'EARLY']),

  ...quick.holds('counters/young', 'NID=2'),
  ...holds('counters/young', ''),
  ...quick.fails('counters/young', 'NID=2', ['LISTED', 'ANSWERED', 'UNSEEN', 'UNAGED']),

  ...holds('counters/highwater', 'LOSSES=2 MAXN=4'),
  ...holds('counters/highwater', 'SESSION LOSSES=2 MAXN=4'),
  ...quick.holds('counters/highwater', 'CLAIM'),
  ...fails('counters/highwater', '', ['RUNONLY', 'BLIND', 'PROXY', 'RAISEAFTER', 'NONONCE']),

  ...holds('counters/counted', 'NP=2 LOSSES=2'),
  ...holds('counters/counted', 'LOSSES=1 MIXED'),
  ...fails('counters/counted', 'NP=2 LOSSES=2', [
    'UNCOUNTED',
    'LIVELIST',
    'REDISFIRST',
    'RACE',
    'NOTSET',
    'STALE',
  ]),
  ...fails('counters/counted', 'NP=2 LOSSES=2', ['KEEPSLATE']),
  ...fails('counters/counted', 'LOSSES=1 MIXED', ['UNRECORDED']),
  ...fails('counters/counted', 'JOINS=3 LOSSES=1 MIXED', ['ALONE']),

  ...['N=1 TRIES=2', 'N=2 TRIES=1'].flatMap((size) => [
    ...holds('gapless/gapless', size, ['', 'TEXT', 'VOIDC', 'VOIDFREE', 'SILENT']),
    ...holds('gapless/gapless', `${size} ISUSED INTIME`, ['', 'RECYCLE', 'PLAIN']),
    ...fails('gapless/gapless', size, [
      'BYTEXT',
      'OVERVOID',
      'FREEKEEP',
      'NOMERGE',
      'NOLOST',
      'ISUSED',
      'VOIDC VOIDLAST',
    ]),
    ...fails('gapless/gapless', `${size} ISUSED INTIME`, ['ASKEDFREE', 'PLAIN DOUBTCONF']),
  ]),
  ...holds('gapless/gapless', 'N=1 TRIES=3'),
  ...holds('gapless/gapless', 'N=1 TRIES=2 ISUSED INTIME PLAIN TEXT'),
  ...fails('gapless/gapless', 'N=1 TRIES=2 ISUSED INTIME PLAIN', ['CONFANY']),
  ...holds('gapless/gapless', 'N=1 TRIES=2 LOSSES=2'),
  ...holds('gapless/gapless', 'N=1 TRIES=1 LOSSES=2 RECLOSE'),
];
