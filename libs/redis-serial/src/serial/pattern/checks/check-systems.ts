import type { CheckPart } from '../pattern.js';
import type { CheckSystem } from './check-system.js';
import { ownSystem, ownSystemNames } from './define-check.js';
import { GENERAL_CHECKS } from './general-checks.js';
import { GOODS_CHECKS } from './goods-checks.js';
import { PAYMENT_CHECKS } from './payment-checks.js';

/** Each system of the library by the name that patterns use. */
export const CHECK_SYSTEMS = { ...GENERAL_CHECKS, ...GOODS_CHECKS, ...PAYMENT_CHECKS } as const;

/** The names of the library's systems. */
export type CheckName = keyof typeof CHECK_SYSTEMS;

/** Whether a word is the name of one of the library's systems. */
export function isCheckName(word: string): word is CheckName {
  return Object.hasOwn(CHECK_SYSTEMS, word);
}

/** The names of all systems that a pattern can have. */
export function checkNames(): string[] {
  return [...Object.keys(CHECK_SYSTEMS), ...ownSystemNames()];
}

/** The system of this name, the library's or one of `defineCheck`. */
export function systemNamed(name: string): CheckSystem | undefined {
  return isCheckName(name) ? CHECK_SYSTEMS[name] : ownSystem(name);
}

/**
 * The system of check characters in a pattern. Of one of `defineCheck` that this process does not know, as in the
 * description of another service's series, it is known what it looks like.
 */
export function systemOf({ system, own }: CheckPart): CheckSystem {
  const known = own ? ownSystem(system) : systemNamed(system);
  if (known) return known;
  const compute = (): string => {
    throw new TypeError(`The check characters "${system}" were not defined here`);
  };
  return { covers: own?.covers, characters: own?.alphabet ?? '', length: own?.length ?? 0, compute };
}
