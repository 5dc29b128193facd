/** A number whose lease ran out. */
export interface Overdue {
  readonly value: number;
  readonly token: string;
  readonly textAt: number;
}

/** Reads what a script says of an overdue number. */
export function readOverdue(text: string): Overdue {
  const [value, token = '', textAt] = text.split(' ');
  return { value: Number(value), token, textAt: Number(textAt) };
}
