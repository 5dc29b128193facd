/** What apt knows of a package. */
export interface PackagePolicy {
  readonly installed: boolean;
  /** Whether an archive has the version that apt would take; an installed version may be in no archive. */
  readonly available: boolean;
}

/** Reads `apt-cache policy <names>`; packages that apt does not know are left out. */
export function parsePolicy(output: string): Map<string, PackagePolicy> {
  const policies = new Map<string, PackagePolicy>();
  for (const block of output.split(/^(?=\S)/m)) {
    const name = /^(\S+):$/m.exec(block)?.[1];
    const version = (field: string): string | undefined => {
      const value = new RegExp(`^  ${field}: (.+)$`, 'm').exec(block)?.[1];
      return value === '(none)' ? undefined : value;
    };
    if (!name) continue;
    const places = placesOf(version('Candidate'), block);
    policies.set(name, {
      installed: version('Installed') !== undefined,
      // An archive is a URL, such as `http://…`; the list of installed packages is a path.
      available: places.some((place) => !place.startsWith('/')),
    });
  }
  return policies;
}

/** The sources of this version: the lines below it in the version table. */
function placesOf(version: string | undefined, block: string): string[] {
  if (version === undefined) return [];
  const lines = block.split('\n');
  const at = lines.findIndex((line) => /^ (?:\*\*\*|   ) (\S+)/.exec(line)?.[1] === version);
  const places: string[] = [];
  for (const line of at < 0 ? [] : lines.slice(at + 1)) {
    const place = /^ {6,}-?\d+ (.+)$/.exec(line)?.[1];
    if (place === undefined) break;
    places.push(place);
  }
  return places;
}

/** Reads the names of real packages from `apt-cache depends <names>`, each alternative of an "or" too. */
export function parseDepends(output: string): string[] {
  const names = [...output.matchAll(/^\s*\|?(?:Pre)?Depends: ([^\s<]+)$/gm)].map((match) => match[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Reads the names of the libraries that `ldd` did not find. */
export function parseMissing(output: string): string[] {
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].flatMap((match) => match[1] ?? []);
}
