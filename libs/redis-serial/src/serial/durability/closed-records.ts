// No other name begins so: a key's prefix has no slash.
const MARK = 'closes/';

/** The name of the record that says when the period of other records is closed. */
export function closesOf(name: string): string {
  return MARK + name;
}

/** Of what such a record says when it is closed; undefined for another record. */
export function closedBy(record: string): string | undefined {
  return record.startsWith(MARK) ? record.slice(MARK.length) : undefined;
}
