/** A number as the library writes it too. */
export function textOf(run: string, value: number): string {
  return `${run}/${String(value).padStart(9, '0')}`;
}

/** The pattern that says so. */
export const PATTERN = '{run}/{seq:9}';
