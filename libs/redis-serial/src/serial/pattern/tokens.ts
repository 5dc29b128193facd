import { CHECK_SYSTEMS, isCheckName } from './check-characters.js';
import { dateParts } from './date-token.js';
import type { PatternPart, SequencePart } from './pattern.js';
import type { PatternError } from './pattern.error.js';

/** Makes the error for a token from a reason. */
type Refusal = (reason: string) => PatternError;

type TokenReader = (argument: string | undefined, refuse: Refusal) => readonly PatternPart[];

/** The most digits that {scramble:N} can have: 10^15 is the last power of ten that is a safe integer. */
export const LONGEST_SCRAMBLE = 15;

const TOKENS: Readonly<Record<string, TokenReader>> = {
  seq: (argument, refuse) => [sequence(argument, refuse)],
  scramble: (argument, refuse) => [scramble(argument, refuse)],
  date: (argument, refuse) => dateParts(argument ?? '', refuse),
  week: (argument, refuse) => {
    if (argument !== undefined) throw refuse('{week} takes no argument');
    return [{ kind: 'date', field: 'week' }];
  },
  period: (argument, refuse) => {
    if (argument !== undefined) throw refuse('{period} takes no argument');
    return [{ kind: 'period' }];
  },
  fyStart: (argument, refuse) => [fiscalYear('fyStart', argument, refuse)],
  fyEnd: (argument, refuse) => [fiscalYear('fyEnd', argument, refuse)],
  fyQuarter: (argument, refuse) => {
    if (argument !== undefined) throw refuse('{fyQuarter} takes no argument');
    return [{ kind: 'date', field: 'fyQuarter' }];
  },
  check: (argument, refuse) => {
    if (argument !== undefined && isCheckName(argument)) return [{ kind: 'check', system: argument }];
    throw refuse(`check characters are one of ${Object.keys(CHECK_SYSTEMS).join(' ')}, as in {check:luhn}`);
  },
};

/** Reads what a token stands for: `seq:6` is a counter; a name that is not a token's is a variable. */
export function partsOfToken(token: string, refuse: Refusal): readonly PatternPart[] {
  const colon = token.indexOf(':');
  const name = colon < 0 ? token : token.slice(0, colon);
  const argument = colon < 0 ? undefined : token.slice(colon + 1);
  const read = Object.hasOwn(TOKENS, name) ? TOKENS[name] : undefined;
  if (read) return read(argument, refuse);
  if (argument !== undefined) {
    const known = Object.keys(TOKENS).join(' ');
    throw refuse(`there is no token {${name}:…}; known are ${known}, and any other name for a variable`);
  }
  // An object can't have __proto__ as an ordinary property.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === '__proto__') {
    throw refuse(`"${token}" can't name a variable; use letters, digits and _, beginning with a letter`);
  }
  return [{ kind: 'variable', name }];
}

function sequence(argument: string | undefined, refuse: Refusal): SequencePart {
  const plain = { kind: 'sequence', digits: undefined, radix: 10, scrambled: false, widens: false } as const;
  if (argument === undefined) return plain;
  const [, digits, radix = '10'] = /^(\d{1,2})(?::(\d{1,2}))?$/.exec(argument) ?? [];
  const part = { ...plain, digits: Number(digits), radix: Number(radix) };
  if (!(part.digits >= 1 && part.digits <= 53))
    throw refuse('the counter takes 1 to 53 digits, as in {seq:6}');
  if (!(part.radix >= 2 && part.radix <= 36)) throw refuse('the radix is 2 to 36, as in {seq:6:36}');
  return part;
}

function scramble(argument: string | undefined, refuse: Refusal): SequencePart {
  const digits = /^\d{1,2}$/.test(argument ?? '') ? Number(argument) : 0;
  if (digits < 1 || digits > LONGEST_SCRAMBLE) {
    throw refuse(`a scrambled counter takes 1 to ${LONGEST_SCRAMBLE} digits, as in {scramble:8}`);
  }
  return { kind: 'sequence', digits, radix: 10, scrambled: true, widens: false };
}

function fiscalYear(name: 'fyStart' | 'fyEnd', argument: string | undefined, refuse: Refusal): PatternPart {
  if (argument === 'yyyy' || argument === 'yy') return { kind: 'date', field: `${name}_${argument}` };
  throw refuse(`{${name}} needs yyyy or yy, as in {${name}:yyyy}`);
}
