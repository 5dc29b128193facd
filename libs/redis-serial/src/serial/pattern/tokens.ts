import { NAMED_ALPHABETS, radixDigits } from './alphabets.js';
import { checkPart } from './check-token.js';
import { dateParts } from './date-token.js';
import type { PatternPart, SequencePart } from './pattern.js';
import type { PatternError } from './pattern.error.js';

/** Makes the error for a token from a reason. */
type Refusal = (reason: string) => PatternError;

type TokenReader = (argument: string | undefined, refuse: Refusal) => readonly PatternPart[];

/** The most digits that {scramble:N} can have: 10^15 is the last power of ten that is a safe integer. */
export const LONGEST_SCRAMBLE = 15;

const MOST_DIGITS = 53;

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
  check: (argument, refuse) => [checkPart(argument ?? '', refuse)],
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
  if (!isVariable(name)) {
    throw refuse(`"${token}" can't name a variable; use letters, digits and _, beginning with a letter`);
  }
  return [{ kind: 'variable', name }];
}

/** Whether a word can name a variable, and is no token. */
export function isVariable(name: unknown): name is string {
  // An object can't have __proto__ as an ordinary property.
  if (typeof name !== 'string' || name === '__proto__' || Object.hasOwn(TOKENS, name)) return false;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function sequence(argument: string | undefined, refuse: Refusal): SequencePart {
  const plain = { kind: 'sequence', digits: undefined, radix: 10, scrambled: false, widens: false } as const;
  if (argument === undefined) return plain;
  if (/^[A9]*A[A9]*$/.test(argument)) return masked(plain, argument, refuse);
  const [digits = '', ...shape] = argument.split(':');
  const part = { ...plain, digits: /^\d{1,2}$/.test(digits) ? Number(digits) : 0 };
  if (part.digits < 1 || part.digits > MOST_DIGITS)
    throw refuse('the counter takes 1 to 53 digits, as in {seq:6}, or a mask of A and 9, as in {seq:A999}');
  return shape.length === 0 ? part : { ...part, ...alphabetFor(shape, refuse) };
}

function masked(plain: SequencePart, mask: string, refuse: Refusal): SequencePart {
  if (mask.length > MOST_DIGITS) throw refuse(`a mask has at most ${MOST_DIGITS} places`);
  return { ...plain, digits: mask.length, mask };
}

// A radix or the name of an alphabet, in lower case if that is said.
function alphabetFor(shape: readonly string[], refuse: Refusal): Pick<SequencePart, 'radix' | 'alphabet'> {
  const [name = '', letters, more] = shape;
  if ((letters !== undefined && letters !== 'lower') || more !== undefined)
    throw refuse('a radix or an alphabet can only have "lower" behind it, as in {seq:6:36:lower}');
  const radix = /^\d{1,2}$/.test(name) ? Number(name) : undefined;
  if (radix !== undefined && (radix < 2 || radix > 36))
    throw refuse('the radix is 2 to 36, as in {seq:6:36}');
  const named = Object.hasOwn(NAMED_ALPHABETS, name) ? NAMED_ALPHABETS[name] : undefined;
  const alphabet = radix === undefined ? named : radixDigits(radix);
  if (alphabet === undefined)
    throw refuse(
      `a counter is written in radix 2 to 36 or in ${Object.keys(NAMED_ALPHABETS).join(' or ')}, not in "${name}"`,
    );
  if (letters === 'lower') return { radix: alphabet.length, alphabet: alphabet.toLowerCase() };
  return radix === undefined ? { radix: alphabet.length, alphabet } : { radix };
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
