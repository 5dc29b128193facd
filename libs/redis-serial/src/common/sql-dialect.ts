/** A database's way to write SQL. */
export type SqlDialect = 'postgres' | 'mysql';

interface Writing {
  /** Stands around a name; doubled, it is a part of it. */
  readonly quote: string;
  /** The place of the n-th value, counted from 1. */
  readonly placeholder: (n: number) => string;
}

const WRITINGS: Record<SqlDialect, Writing> = {
  postgres: { quote: '"', placeholder: (n) => `$${n}` },
  mysql: { quote: '`', placeholder: () => '?' },
};

/** All there are. */
export const SQL_DIALECTS = ['postgres', 'mysql'] as const satisfies readonly SqlDialect[];

/** A name, each part of it quoted, so that reserved words can be names and nothing in a name is read as SQL. */
export function quoteName(name: string, dialect: SqlDialect): string {
  const { quote } = WRITINGS[dialect];
  const quoted = name.split('.').map((part) => quote + part.replaceAll(quote, quote + quote) + quote);
  return quoted.join('.');
}

/** Where the n-th value goes, counted from 1. */
export function placeholder(n: number, dialect: SqlDialect): string {
  return WRITINGS[dialect].placeholder(n);
}
