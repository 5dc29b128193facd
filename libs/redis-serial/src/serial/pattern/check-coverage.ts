import { behindIdentifier } from './checks/general-checks.js';
import { systemOf } from './checks/check-systems.js';
import { counted, uncovered, type CheckSystem } from './checks/check-system.js';
import { DATE_DIGITS, type CheckPart, type PatternPart, type SequencePart } from './pattern.js';
import { alphabetOf } from './alphabets.js';

/** The systems that cover each variable's values, which so consist of what these count. */
export type CheckedVariables = ReadonlyMap<string, readonly CheckSystem[]>;

/** Why a pattern's check characters would not work; `undefined` when they do. */
export function checkTrouble(parts: readonly PatternPart[]): string | undefined {
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'check') continue;
    const trouble = troubleOf(parts, index, part);
    if (trouble !== undefined) return `{check:${part.system}} ${trouble}`;
  }
  return undefined;
}

/** What the values of each variable that check characters cover may consist of. */
export function checkedVariables(parts: readonly PatternPart[]): CheckedVariables {
  const found = new Map<string, readonly CheckSystem[]>();
  parts.forEach((part, index) => {
    if (part.kind !== 'check') return;
    for (const covered of coveredParts(parts, index)) {
      if (covered.kind !== 'variable') continue;
      found.set(covered.name, [...(found.get(covered.name) ?? []), systemOf(part)]);
    }
  });
  return found;
}

/** The places of the parts that check characters cover, in the order in which they cover them. */
export function coveredPlaces(parts: readonly PatternPart[], index: number): number[] {
  const part = parts[index];
  if (part?.kind !== 'check') return [];
  if (part.over) return placesOf(parts, part.over);
  const all = parts.map((_, place) => place);
  return part.isAhead ? all.slice(index + 1) : all.slice(0, index);
}

/** The parts that check characters cover; of the text with a GS1 identifier what stands behind that. */
export function coveredParts(parts: readonly PatternPart[], index: number): PatternPart[] {
  const part = parts[index];
  if (part?.kind !== 'check') return [];
  if (part.over) return placesOf(parts, part.over).flatMap((place) => parts[place] ?? []);
  if (part.isAhead) return parts.slice(index + 1);
  const before = parts.slice(0, index);
  if (part.system !== 'gs1') return before;
  const at = before.findLastIndex((one) => one.kind === 'text' && behindIdentifier(one.text) !== one.text);
  return before.slice(Math.max(0, at)).map((one, place) => {
    return at >= 0 && place === 0 && one.kind === 'text' ? { ...one, text: behindIdentifier(one.text) } : one;
  });
}

// `date` stands for all of {date:…}, `seq` for the counter.
function placesOf(parts: readonly PatternPart[], names: readonly string[]): number[] {
  return names.flatMap((name) => parts.flatMap((part, place) => (tokenNameOf(part) === name ? [place] : [])));
}

function tokenNameOf(part: PatternPart): string | undefined {
  switch (part.kind) {
    case 'sequence':
      return part.scrambled ? 'scramble' : 'seq';
    case 'date':
      return /^(?:week|fy[A-Z][a-z]+)/.exec(part.field)?.[0] ?? 'date';
    case 'variable':
      return part.name;
    case 'period':
      return 'period';
    default:
      return undefined;
  }
}

function troubleOf(parts: readonly PatternPart[], index: number, part: CheckPart): string | undefined {
  const system = systemOf(part);
  const unknown = part.over?.find((name) => placesOf(parts, [name]).length === 0);
  if (unknown !== undefined) return `covers {${unknown}}, which the pattern does not have`;
  const covered = coveredParts(parts, index);
  if (!covered.some((one) => one.kind !== 'text' || counted(system, one.text) !== ''))
    return part.isAhead ? 'has nothing behind it to check' : 'has nothing before it to check';
  const letters = covered.map((one) => lettersOf(one, system)).find((found) => found !== undefined);
  if (letters !== undefined) {
    const where = part.over
      ? 'is among what it covers'
      : part.isAhead
        ? 'stands behind it'
        : 'stands before it';
    return `covers ${describeCovers(system)}, but ${letters} ${where}`;
  }
  if (part.isAhead && covered.some(({ kind }) => kind === 'check'))
    return 'covers what stands behind it, where there are other check characters; name what it covers, as in {check:rf(seq)}';
  if (part.system === 'gs1' && covered.some((one) => one.kind === 'text' && /[()]/.test(one.text)))
    return 'covers what stands behind an identifier such as (01), and other brackets say nothing of what it covers';
  return undefined;
}

/** What a system counts, for people. */
export function describeCovers({ covers = '' }: CheckSystem): string {
  if (covers === '0123456789') return 'digits only';
  return covers.length === 36 ? 'digits and A to Z only' : `the characters ${covers} only`;
}

function lettersOf(part: PatternPart, system: CheckSystem): string | undefined {
  const { covers, passesLetters = false } = system;
  if (covers === undefined) return undefined;
  if (part.kind === 'text') {
    const foreign = uncovered(part.text, system);
    return foreign === undefined ? undefined : `"${foreign}"`;
  }
  if (passesLetters) return undefined;
  if (part.kind === 'sequence') return sequenceLetters(part, covers);
  if (part.kind === 'period') return isOf('AZ', covers) ? undefined : 'the name of a period';
  if (part.kind === 'check' && uncovered(systemOf(part).characters, system) !== undefined)
    return `{check:${part.system}}, which can be a letter`;
  return undefined;
}

function sequenceLetters(part: SequencePart, covers: string): string | undefined {
  const alphabet = alphabetOf(part);
  if (isOf(alphabet, covers)) return undefined;
  if (part.mask !== undefined) return `a counter with the mask ${part.mask}`;
  return part.alphabet === undefined
    ? `a counter in radix ${part.radix}`
    : `a counter in the alphabet ${alphabet}`;
}

function isOf(text: string, characters: string): boolean {
  return text.split('').every((character) => characters.includes(character));
}

/** How many characters that count check characters cover, besides the values of variables. */
export interface CheckedLength {
  readonly system: string;
  readonly over: { readonly min: number; readonly max: number };
  readonly least: number;
  readonly most: number;
  readonly variables: readonly string[];
  readonly counts: CheckSystem;
}

/** Of how many characters check characters must be that need so many. */
export function checkedLengths(parts: readonly PatternPart[]): CheckedLength[] {
  return parts.flatMap((part, index) => {
    if (part.kind !== 'check') return [];
    const counts = systemOf(part);
    if (!counts.over) return [];
    const covered = coveredParts(parts, index);
    const lengths = covered.map((one) => lengthOf(one, counts));
    const variables = covered.flatMap((one) => (one.kind === 'variable' ? [one.name] : []));
    const sum = (of: 0 | 1): number => lengths.reduce((all, length) => all + length[of], 0);
    return [{ system: part.system, over: counts.over, least: sum(0), most: sum(1), variables, counts }];
  });
}

/** Why check characters would cover too few or too many characters; `undefined` when they can't. */
export function lengthTrouble({ system, over, least, most, variables }: CheckedLength): string | undefined {
  const isRight = variables.length > 0 ? least <= over.max : least >= over.min && most <= over.max;
  return isRight
    ? undefined
    : `{check:${system}} covers ${describeLengths(over)}, not ${describeLengths({ min: least, max: most })}`;
}

/** A number of characters, for people. */
export function describeLengths({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? `${min} characters` : `${min} to ${max} characters`;
}

// A safe integer has 16 digits at most.
const LONGEST_COUNTER = 16;

function lengthOf(part: PatternPart, system: CheckSystem): readonly [number, number] {
  switch (part.kind) {
    case 'text':
      return pair(counted(system, part.text).length);
    case 'date':
      return pair(DATE_DIGITS[part.field]);
    case 'check':
      return pair(systemOf(part).length);
    case 'sequence':
      return [part.digits ?? 1, part.digits === undefined || part.widens ? LONGEST_COUNTER : part.digits];
    case 'period':
      return [1, 32];
    case 'variable':
      return pair(0);
  }
}

function pair(length: number): readonly [number, number] {
  return [length, length];
}
