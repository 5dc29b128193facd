const DASHES = /[\p{Pd}\u2212\u00ad\u02d7\u2043]/gu;
// What Japanese keyboards write in place of a dash; behind a Japanese letter it is a long vowel.
const VOWEL_MARKS = /(?<=[0-9A-Za-z ])\u30fc/g;
const UNSEEN = /[\p{Cf}\u200b\ufe0f]/gu;

/** What people mean by O, I and L where they read digits. */
const CONFUSED: Readonly<Record<string, string>> = { O: '0', o: '0', I: '1', i: '1', L: '1', l: '1' };

/** A text as it is typed, with the widths, dashes and blanks that patterns are written in. */
export function withPlainCharacters(text: string): string {
  return text
    .replace(DASHES, '-')
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(VOWEL_MARKS, '-')
    .replace(UNSEEN, '')
    .replace(/\s+/gu, ' ')
    .replace(/ ?- ?/g, '-');
}

/**
 * The character of an alphabet that somebody means: itself, its other case, or a digit for the letter that looks like
 * it; `undefined` when none can be meant.
 */
export function meant(character: string, alphabet: string): string | undefined {
  const digit = CONFUSED[character];
  const candidates = [character, character.toUpperCase(), character.toLowerCase(), ...(digit ? [digit] : [])];
  return candidates.find((candidate) => candidate.length === 1 && alphabet.includes(candidate));
}

/** Every way to write a character of the text between the parts, a digit for the letter that looks like it included. */
export function spellingsOfText(character: string): string {
  const digit = CONFUSED[character];
  return [...new Set([character, character.toUpperCase(), character.toLowerCase(), digit ?? character])]
    .filter((one) => one.length === 1)
    .join('');
}

/** Every character that means one of an alphabet. */
export function spellings(alphabet: string): string {
  const letters = Object.keys(CONFUSED).filter((letter) => meant(letter, alphabet) !== undefined);
  const cases = alphabet.split('').flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]);
  return [...new Set([...cases, ...letters])].filter((one) => one.length === 1).join('');
}
