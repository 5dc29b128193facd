/**
 * Makes a sources file of apt (deb822) for the archive's backports, from the machine's own sources files for the
 * release: with the same mirror and the same key. Undefined when these do not name the release.
 */
export function backportsOf(sources: readonly string[], codename: string): string | undefined {
  for (const text of sources) {
    const found = inStanzas(text, codename) ?? inLines(text, codename);
    if (found) return stanza(found, `${codename}-backports`);
  }
  return undefined;
}

interface Archive {
  readonly uris: string;
  readonly components: string;
  readonly signedBy: string | undefined;
}

/** A file `*.sources` has stanzas of fields. */
function inStanzas(text: string, codename: string): Archive | undefined {
  for (const block of text.split(/\n\s*\n/)) {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'im').exec(block)?.[1]?.trim();
    const uris = field('URIs');
    if (uris === undefined || field('Enabled')?.toLowerCase() === 'no') continue;
    if (!field('Suites')?.split(/\s+/).includes(codename)) continue;
    return { uris, components: field('Components') ?? 'main', signedBy: field('Signed-By') };
  }
  return undefined;
}

/** A file `*.list` has lines `deb [options] uri suite component …`. */
function inLines(text: string, codename: string): Archive | undefined {
  for (const line of text.split('\n')) {
    const [, options, uris, suite, components] =
      /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line) ?? [];
    if (uris === undefined || components === undefined || suite !== codename) continue;
    return { uris, components: components.trim(), signedBy: /signed-by=(\S+)/.exec(options ?? '')?.[1] };
  }
  return undefined;
}

function stanza({ uris, components, signedBy }: Archive, suite: string): string {
  const fields = [`Types: deb`, `URIs: ${uris}`, `Suites: ${suite}`, `Components: ${components}`];
  if (signedBy !== undefined) fields.push(`Signed-By: ${signedBy}`);
  return `${fields.join('\n')}\n`;
}
