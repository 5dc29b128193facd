/** How a database writes names and placeholders in SQL. */
export type SqlDialect = 'postgres' | 'mysql';

interface Writing {
  /** The quote around a name; doubled inside of a name. */
  readonly quote: string;
  /** The placeholder of the n-th value, counted from 1. */
  readonly placeholder: (n: number) => string;
}

const WRITINGS: Record<SqlDialect, Writing> = {
  postgres: { quote: '"', placeholder: (n) => `$${n}` },
  mysql: { quote: '`', placeholder: () => '?' },
};

/** All dialects. */
export const SQL_DIALECTS = ['postgres', 'mysql'] as const satisfies readonly SqlDialect[];

/** Quotes each part of a name, so that a name can be a reserved word, and nothing in it is read as SQL. */
export function quoteName(name: string, dialect: SqlDialect): string {
  const { quote } = WRITINGS[dialect];
  const quoted = name.split('.').map((part) => quote + part.replaceAll(quote, quote + quote) + quote);
  return quoted.join('.');
}

/** The placeholder of the n-th value, counted from 1. */
export function placeholder(n: number, dialect: SqlDialect): string {
  return WRITINGS[dialect].placeholder(n);
}
