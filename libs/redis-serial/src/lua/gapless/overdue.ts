import { defineFragment } from '../fragment.js';

/** A number whose lease ran out, and about which somebody must be asked. */
export interface Overdue {
  readonly value: number;
  readonly token: string;
  /** The instant that its text shows, in ms since 1970. */
  readonly textAt: number;
}

/** Lua `overdueText(value, token, textAt)`: how scripts tell of it. */
export const overdueText = defineFragment({
  source: /* lua */ `
    local function overdueText(value, token, textAt)
      return value .. ' ' .. token .. ' ' .. textAt
    end
  `,
});

/** Writes the same. */
export function writeOverdue(value: number, token: string, textAt: string): string {
  return `${value} ${token} ${textAt}`;
}

/** Reads it. */
export function readOverdue(text: string): Overdue {
  const [value, token = '', textAt] = text.split(' ');
  return { value: Number(value), token, textAt: Number(textAt) };
}
