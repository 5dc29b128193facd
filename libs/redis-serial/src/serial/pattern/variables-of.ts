/** The variables of a pattern as a type: `'ORD-{store}-{seq:6}'` has `'store'`. */
export type VariablesOf<Pattern extends string> = string extends Pattern ? string : Scan<Pattern>;

type Scan<Pattern extends string> = Pattern extends `${string}{${infer Rest}`
  ? Rest extends `{${infer AfterBraces}`
    ? Scan<AfterBraces>
    : Rest extends `${infer Token}}${infer After}`
      ? Variable<Token> | Scan<After>
      : never
  : never;

type Variable<Token extends string> = Token extends `${string}:${string}` | Bare ? never : Token;

// The tokens that stand without an argument.
type Bare = 'seq' | 'week' | 'fyQuarter' | 'period';
