/** What apt knows of a package: its version on the machine and the version it can download. */
export interface PackagePolicy {
  readonly installed: boolean;
  readonly available: boolean;
}

/** Reads `apt-cache policy <names>`; packages that apt does not know are left out. */
export function parsePolicy(output: string): Map<string, PackagePolicy> {
  const policies = new Map<string, PackagePolicy>();
  for (const block of output.split(/^(?=\S)/m)) {
    const name = /^(\S+):$/m.exec(block)?.[1];
    const version = (field: string): boolean =>
      !['(none)', undefined].includes(new RegExp(`^  ${field}: (.+)$`, 'm').exec(block)?.[1]);
    if (name) policies.set(name, { installed: version('Installed'), available: version('Candidate') });
  }
  return policies;
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
