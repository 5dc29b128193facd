// Two texts that look the same must not be two names: U+200B, a byte order mark, marks of direction, variation
// selectors and the like are not seen at all, and blanks at an end or of another width hardly.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const ODD_BLANK = /(?![ \u3000])\p{Zs}/u;
const BLANK_AT_END = /^[ \u3000]|[ \u3000]$/;
const MARK_AT_START = /^\p{M}/u;

// Nearly every text: printable ASCII, with no blank at its ends.
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Whether a text is printable ASCII with no blank at its ends, so that it looks like no other. */
export function isPlainText(text: string): boolean {
  return PLAIN.test(text);
}

/** Why a text could be taken for another one that looks the same; `undefined` when it can't. */
export function lookAlikeTrouble(text: string): string | undefined {
  if (PLAIN.test(text)) return undefined;
  const unseen = UNSEEN.exec(text)?.[0] ?? ODD_BLANK.exec(text)?.[0];
  if (unseen !== undefined) {
    const code = unseen.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
    return `contains U+${code}, which nobody sees`;
  }
  if (BLANK_AT_END.test(text)) return 'begins or ends with a blank';
  return MARK_AT_START.test(text) ? 'begins with a mark that joins the character before it' : undefined;
}

/** A text in the form in which letters with marks are one character (NFC): both forms look the same. */
export function withJoinedMarks(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFC');
}
