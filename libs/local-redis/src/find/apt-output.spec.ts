import { parseDepends, parseMissing, parsePolicy } from './apt-output.js';

describe('parsePolicy', () => {
  it('tells what is installed and what can be had', () => {
    const policies = parsePolicy(`redis-server:
  Installed: (none)
  Candidate: 5:7.0.15-1~deb12u10
  Version table:
     5:7.0.15-1~deb12u10 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
libssl3:
  Installed: 3.0.17-1
  Candidate: 3.0.17-1
  Version table:
 *** 3.0.17-1 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
        100 /var/lib/dpkg/status
redis:i386:
  Installed: (none)
  Candidate: (none)
  Version table:
`);
    expect([...policies]).toEqual([
      ['redis-server', { installed: false, available: true }],
      ['libssl3', { installed: true, available: true }],
      ['redis:i386', { installed: false, available: false }],
    ]);
  });

  it.each([
    ['nothing but the machine has it', ' *** 7.0.15-1 100\n        100 /var/lib/dpkg/status\n'],
    [
      'an archive has an older one only',
      ' *** 7.0.15-1 100\n        100 /var/lib/dpkg/status\n     6.0.16-1 500\n        500 http://a.example main\n',
    ],
  ])('tells that an installed one can not be had, where %s', (_where, table) => {
    const output = `redis-server:\n  Installed: 7.0.15-1\n  Candidate: 7.0.15-1\n  Version table:\n${table}`;
    expect(parsePolicy(output).get('redis-server')).toEqual({ installed: true, available: false });
  });

  it('leaves out what apt does not know', () => {
    expect(parsePolicy('').size).toBe(0);
  });
});

describe('parseDepends', () => {
  it('names each real package once', () => {
    const output = `redis-server
  PreDepends: init-system-helpers
  Depends: lsb-base
    sysvinit-utils
  Depends: redis-tools
redis-tools
 |Depends: libssl3
  Depends: libssl1.1
  Depends: redis-tools
  Depends: <libssl-virtual>
  Breaks: redis-server
  Suggests: ruby-redis
`;
    expect(parseDepends(output)).toEqual([
      'init-system-helpers',
      'lsb-base',
      'redis-tools',
      'libssl3',
      'libssl1.1',
    ]);
  });
});

describe('parseMissing', () => {
  it('names the libraries that were not found', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007f897522d000)',
      '\tlibatomic.so.1 => /lib/x86_64-linux-gnu/libatomic.so.1 (0x00007f8975212000)',
      '\tliblzf.so.1 => not found',
      '\tlibjemalloc.so.2 => not found',
    ].join('\n');
    expect(parseMissing(output)).toEqual(['liblzf.so.1', 'libjemalloc.so.2']);
  });

  it('names nothing for a program that needs nothing', () => {
    expect(parseMissing('\tstatically linked')).toEqual([]);
  });
});
