import { CHECK_SYSTEMS, uncovered, type CheckName } from './check-characters.js';

describe('CHECK_SYSTEMS', () => {
  // From the standards and their authors: ISO/IEC 7064:2003 (annexes), Luhn (US 2,950,048), Verhoeff (1969),
  // Damm (2004), GS1 General Specifications 7.9.
  it.each<[CheckName, string, string]>([
    ['luhn', '7992739871', '3'],
    ['damm', '572', '4'],
    ['verhoeff', '236', '3'],
    ['gs1', '629104150021', '3'],
    ['gs1', '37610425002123456', '9'],
    ['mod11_2', '0794', '0'],
    ['mod11_2', '079', 'X'],
    ['mod11_10', '0794', '5'],
    ['mod37_2', 'G123489654321', 'Y'],
    ['mod37_36', 'A12425GABC1234002', 'M'],
    ['mod97_10', '0794', '44'],
  ])('%s of %s is %s', (name, text, check) => {
    expect(CHECK_SYSTEMS[name].compute(text)).toBe(check);
  });

  it('passes over what is neither a letter nor a digit', () => {
    expect(CHECK_SYSTEMS.luhn.compute('7992-739 871')).toBe('3');
  });

  it('finds every wrong digit and every swapped pair, where its standard promises so', () => {
    const text = '20261123000042';
    for (const name of ['damm', 'verhoeff', 'mod97_10', 'mod11_2', 'mod37_2'] as const) {
      const check = (of: string): string => CHECK_SYSTEMS[name].compute(of);
      for (let index = 0; index < text.length; index++) {
        for (const digit of '0123456789') {
          const wrong = text.slice(0, index) + digit + text.slice(index + 1);
          if (wrong !== text) expect(check(wrong)).not.toBe(check(text));
        }
        const swapped =
          text.slice(0, index) + text.charAt(index + 1) + text.charAt(index) + text.slice(index + 2);
        if (swapped !== text) expect(check(swapped)).not.toBe(check(text));
      }
    }
  });
});

describe('uncovered', () => {
  it('is the first letter or digit that the system does not know', () => {
    expect(uncovered('12-3', 'digits')).toBeUndefined();
    expect(uncovered('12-A', 'digits')).toBe('A');
    expect(uncovered('１２', 'digits')).toBe('１');
    expect(uncovered('A-1', 'alphanumeric')).toBeUndefined();
    expect(uncovered('Aé', 'alphanumeric')).toBe('é');
  });
});
