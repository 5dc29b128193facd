import { checkNames, isCheckName, systemNamed } from './checks/check-systems.js';
import type { CheckPart } from './pattern.js';
import type { PatternError } from './pattern.error.js';

/** Reads what `{check:…}` says: a system, and the tokens that it covers, as in `{check:luhn(store,seq)}`. */
export function checkPart(argument: string, refuse: (reason: string) => PatternError): CheckPart {
  const [, name = '', listed] = /^(\w*)(?:\(([^()]*)\))?$/.exec(argument) ?? [];
  const system = systemNamed(name);
  if (!system)
    throw refuse(
      `check characters are one of ${checkNames().join(' ')}, as in {check:luhn} or {check:luhn(seq)}; ` +
        'defineCheck() declares others',
    );
  const over = listed?.split(',').map((token) => token.trim());
  if (over?.some((token) => !/^\w+$/.test(token)))
    throw refuse(`expected the names of tokens between the brackets, as in {check:${name}(seq)}`);
  if (over && new Set(over).size < over.length) throw refuse('a token is named twice between the brackets');
  const { covers, characters: alphabet, length } = system;
  const own = isCheckName(name) ? {} : { own: { alphabet, length, ...(covers !== undefined && { covers }) } };
  return { kind: 'check', system: name, ...(over && { over }), ...own };
}
