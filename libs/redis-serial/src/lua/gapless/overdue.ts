import { defineFragment } from '../fragment.js';

/** An overdue number: its lease ran out, and `isUsed` must be asked about it. */
export interface Overdue {
  readonly value: number;
  readonly token: string;
  /** The instant that its text shows, in milliseconds since 1970. */
  readonly textAt: number;
}

/** Lua `overdueText(value, token, textAt)`: how scripts return an overdue number. */
export const overdueText = defineFragment({
  source: /* lua */ `
    local function overdueText(value, token, textAt)
      return value .. ' ' .. token .. ' ' .. textAt
    end
  `,
});

/** Writes an overdue number as `overdueText` does. */
export function writeOverdue(value: number, token: string, textAt: string): string {
  return `${value} ${token} ${textAt}`;
}

/** Reads an overdue number. */
export function readOverdue(text: string): Overdue {
  const [value, token = '', textAt] = text.split(' ');
  return { value: Number(value), token, textAt: Number(textAt) };
}
