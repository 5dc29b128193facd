import { ORDINARY_DEMANDS, type Demands } from './demands.js';
import { diagnose } from './diagnose.js';
import { parseInfo, type ServerState } from './server-state.js';

// What can't be had from the servers that the tests start: other versions, other states.
const SOUND: ServerState = {
  info: {
    redis_version: '7.2.4',
    role: 'master',
    loading: '0',
    maxmemory: '0',
    maxmemory_policy: 'noeviction',
    aof_enabled: '1',
    connected_slaves: '1',
    master_repl_offset: '1000',
    slave0: 'ip=10.0.0.2,port=6379,state=online,offset=1000,lag=0',
    cluster_enabled: '0',
  },
  config: { appendfsync: 'always', save: '', 'min-replicas-to-write': '1' },
  clock: { aheadMs: 3, uncertainMs: 1 },
  runIsSeen: true,
  refused: {},
};

const found = (info: Record<string, string>, rest: Partial<ServerState> = {}) =>
  diagnose({ ...SOUND, ...rest, info: { ...SOUND.info, ...info } }).findings;

describe('diagnose', () => {
  it('finds nothing where all is well', () => {
    const { findings, passed } = diagnose(SOUND);
    expect(findings).toEqual([]);
    expect(passed).toContain('Redis 7.2.4');
    expect(passed).toHaveLength(8);
  });

  it.each(['2.8.24', '5.0.14', '6.0.20'])('says what Redis %s lacks', (redis_version) => {
    expect(found({ redis_version })).toMatchObject([{ code: 'VERSION', severity: 'danger' }]);
  });

  it.each(['6.2.0', '7.0.15', '8.0.1', '10.1.0'])('takes Redis %s', (redis_version) => {
    expect(found({ redis_version })).toEqual([]);
  });

  it('takes Valkey by its own version', () => {
    const { passed } = diagnose({ ...SOUND, info: { ...SOUND.info, valkey_version: '8.1.0' } });
    expect(passed).toContain('Valkey 8.1.0');
  });

  it('says that a server still loads', () => {
    expect(found({ loading: '1' })).toMatchObject([{ code: 'LOADING', severity: 'warning' }]);
  });

  it.each([
    [
      'lag=9',
      'ip=10.0.0.2,port=6379,state=online,offset=900,lag=9',
      '100 bytes behind and last reported 9 s ago',
    ],
    ['a first copy', 'ip=10.0.0.2,port=6379,state=wait_bgsave,offset=0,lag=0', 'not there yet'],
  ])('says that a replica is not in step: %s', (_, slave0, said) => {
    const findings = found({ slave0 });
    expect(findings).toMatchObject([{ code: 'REPLICA_BEHIND', severity: 'warning' }]);
    expect(findings[0]?.title).toContain(said);
    expect(findings[0]?.title).toContain('10.0.0.2:6379');
  });

  it.each([
    [1_900, 900, 0],
    [1_900, 100, 1],
    [-5_000, 100, 1],
  ])('believes a clock that is %i ms ahead only within %i ms', (aheadMs, uncertainMs, count) => {
    expect(found({}, { clock: { aheadMs, uncertainMs } })).toHaveLength(count);
  });

  it.each<[string, Demands['guards'], string]>([
    ['a danger for fenced series', new Set(['highWater', 'fenced'] as const), 'danger'],
    ['a warning for others', new Set(['highWater'] as const), 'warning'],
  ])('takes it for %s that scripts may not call INFO', (_, guards, severity) => {
    const { findings } = diagnose({ ...SOUND, runIsSeen: false }, { ...ORDINARY_DEMANDS, guards });
    expect(findings).toMatchObject([{ code: 'RUN_HIDDEN', severity }]);
    expect(findings[0]?.cure).toContain('claim()');
  });

  it('names series of which one loss may leave out much', () => {
    const largeSkips = [
      { series: 'day', skip: 16, holds: 99 },
      { series: 'till', skip: 500, holds: 999 },
    ];
    const { findings } = diagnose(SOUND, { ...ORDINARY_DEMANDS, largeSkips });
    expect(findings).toMatchObject([{ code: 'SMALL_SERIES', severity: 'warning' }]);
    expect(findings[0]?.title).toContain('"day" 16 of 99, "till" 500 of 999');
  });

  it.each([
    ['replicas', { connected_slaves: '0' }, {}, 'no replica is connected'],
    ['disk', { redis_version: '7.0.15', connected_slaves: '0' }, {}, 'Redis 7.0.15 has no WAITAOF'],
    ['disk', { aof_enabled: '0', connected_slaves: '0' }, {}, 'there is no AOF'],
    ['disk', { connected_slaves: '0' }, { config: { appendfsync: 'no' } }, 'appendfsync no'],
    ['disk', {}, {}, 'a replica that may take over'],
  ] as const)('says where confirm: %s can not be had, or is not enough', (confirm, info, rest, why) => {
    const server = { ...SOUND, ...rest, info: { ...SOUND.info, ...info } };
    const { findings } = diagnose(server, { ...ORDINARY_DEMANDS, confirms: new Set([confirm]) });
    const found = findings.filter(({ code }) => code === 'CONFIRM');
    expect(found).toMatchObject([{ severity: 'warning' }]);
    expect(found[0]?.title).toContain(why);
  });

  it.each([
    ['replicas', {}],
    ['disk', { connected_slaves: '0' }],
  ] as const)('says where confirm: %s can be had', (confirm, info) => {
    const demands = { ...ORDINARY_DEMANDS, confirms: new Set([confirm]) };
    const { passed, findings } = diagnose({ ...SOUND, info: { ...SOUND.info, ...info } }, demands);
    expect(findings.map(({ code }) => code)).not.toContain('CONFIRM');
    expect(passed.join()).toContain(`confirm: '${confirm}'`);
  });

  it('puts dangers first, and what it could not check last, in one finding', () => {
    const findings = found(
      { maxmemory_policy: 'allkeys-lru', maxmemory: '1' },
      {
        config: {},
        clock: { aheadMs: 9_000, uncertainMs: 1 },
        refused: { 'CONFIG GET': 'not permitted' },
      },
    );
    expect(findings.map(({ code }) => code)).toEqual(['EVICTION', 'CLOCK', 'UNCHECKED']);
    expect(findings[2]?.title).toBe(
      'Could not be checked: appendfsync, min-replicas-to-write (CONFIG GET: not permitted)',
    );
    expect(findings[2]?.cure).toContain('+config|get');
  });
});

it('parseInfo reads fields, with colons in them, and leaves out headings', () => {
  const text =
    '# Server\r\nredis_version:7.0.1\r\nexecutable:/a:b\r\nempty:\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n';
  expect(parseInfo(text)).toEqual({
    redis_version: '7.0.1',
    executable: '/a:b',
    empty: '',
    cluster_enabled: '0',
  });
});
