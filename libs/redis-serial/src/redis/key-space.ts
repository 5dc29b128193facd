/**
 * Builds every key: `<prefix>:<kind>:{<name>}`, then `:<part>` for each further part.
 *
 * The braces are the hash tag of Redis Cluster: keys of one kind and one name lie in one slot, so that one script may
 * use them together. Text of users is escaped. So two different names never give one key, and a name stays in its part.
 */
export class KeySpace {
  constructor(readonly prefix: string) {}

  key(kind: string, name: string, ...parts: readonly string[]): string {
    const head = `${this.prefix}:${kind}:{${escapeText(name, TAG_BREAKERS)}}`;
    return parts.reduce((key, part) => `${key}:${escapeText(part, PART_BREAKERS)}`, head);
  }

  /** The beginning of keys of many names in one slot: `<prefix>:<kind>:{<slot>}:`. `lastPart` goes behind it. */
  inSlot(kind: string, slot: string): string {
    return `${this.prefix}:${kind}:{${slot}}:`;
  }

  /** A name at the end of a key, where it may contain colons. */
  lastPart(name: string): string {
    return NEEDS_ESCAPE.test(name) ? escapeText(name, TAG_BREAKERS) : name;
  }
}

// Braces end a hash tag, colons end a part, and `%` begins an escape. Lone surrogates all become U+FFFD in UTF-8, so
// two different texts would give one key. Control characters make keys that nobody can type.
const TAG_BREAKERS = /[\p{Cc}\p{Cs}{}%]/gu;
const NEEDS_ESCAPE = /[\p{Cc}\p{Cs}{}%]/u;
const PART_BREAKERS = /[\p{Cc}\p{Cs}{}%:]/gu;

function escapeText(text: string, breakers: RegExp): string {
  return text.replace(breakers, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return code.length > 2 ? `%u${code.padStart(4, '0')}` : `%${code.padStart(2, '0')}`;
  });
}
