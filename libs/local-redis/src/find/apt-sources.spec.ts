import { backportsOf } from './apt-sources.js';

const DEB822 = `Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main

Types: deb
# http://snapshot.debian.org/archive
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

describe('backportsOf', () => {
  it('takes the mirror and the key of the release in stanzas', () => {
    expect(backportsOf(['# nothing\n', DEB822], 'bookworm')).toBe(
      'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\n' +
        'Components: main contrib\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
    );
  });

  it.each([
    ['deb http://mirror.example/debian bookworm main # the release', ''],
    [
      '# deb http://other.example bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main',
      'Signed-By: /k.gpg\n',
    ],
  ])('takes those of a line %s', (text, signedBy) => {
    expect(backportsOf([text], 'bookworm')).toBe(
      `Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\nComponents: main\n${signedBy}`,
    );
  });

  it.each([
    '',
    'deb http://mirror.example/debian trixie main',
    DEB822.replaceAll('Types: deb\n', 'Types: deb\nEnabled: no\n'),
    'deb-src http://mirror.example/debian bookworm main',
  ])('finds nothing where the release is not named: %j', (text) => {
    expect(backportsOf([text], 'bookworm')).toBeUndefined();
  });
});
