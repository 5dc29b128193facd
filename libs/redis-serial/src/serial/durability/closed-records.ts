const SUFFIX = '/closes';

/** The name of the record that says when the period of other records is closed. */
export function closesOf(name: string): string {
  return `${name}${SUFFIX}`;
}

/** Of what such a record says when it is closed; undefined for another record. */
export function closedBy(record: string): string | undefined {
  return record.endsWith(SUFFIX) ? record.slice(0, -SUFFIX.length) : undefined;
}
