/**
 * Builds every key: `<prefix>:<kind>:{<name>}` and then `:<part>` for each further part.
 *
 * The braces are the hash tag of Redis Cluster: keys of one kind of thing under one name live in one slot, so that one
 * script may use them together. What users name is escaped, so that two different names never meet in one key and no
 * name leaves its place.
 */
export class KeySpace {
  constructor(readonly prefix: string) {}

  key(kind: string, name: string, ...parts: readonly string[]): string {
    const head = `${this.prefix}:${kind}:{${escapeText(name, TAG_BREAKERS)}}`;
    return parts.reduce((key, part) => `${key}:${escapeText(part, PART_BREAKERS)}`, head);
  }

  /** What the keys of many names in one slot begin with: `<prefix>:<kind>:{<slot>}:`; `lastPart` goes behind it. */
  inSlot(kind: string, slot: string): string {
    return `${this.prefix}:${kind}:{${slot}}:`;
  }

  /** A name behind which nothing follows, so that it may have colons in it. */
  lastPart(name: string): string {
    return NEEDS_ESCAPE.test(name) ? escapeText(name, TAG_BREAKERS) : name;
  }
}

// Braces end a hash tag, colons a part; `%` begins an escape. Lone surrogates all become U+FFFD in UTF-8, so that two
// different texts would be one key; control characters make keys that nobody can type.
const TAG_BREAKERS = /[\p{Cc}\p{Cs}{}%]/gu;
const NEEDS_ESCAPE = /[\p{Cc}\p{Cs}{}%]/u;
const PART_BREAKERS = /[\p{Cc}\p{Cs}{}%:]/gu;

function escapeText(text: string, breakers: RegExp): string {
  return text.replace(breakers, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return code.length > 2 ? `%u${code.padStart(4, '0')}` : `%${code.padStart(2, '0')}`;
  });
}
