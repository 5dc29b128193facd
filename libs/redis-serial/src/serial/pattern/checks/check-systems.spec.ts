import { uncovered } from './check-system.js';
import { CHECK_SYSTEMS, type CheckName } from './check-systems.js';

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
    // ISO 7064 in use ends at 98: what others write as 00 and 01 is 97 and 98 in IBAN, LEI and payment references.
    ['mod97_10', '000001', '95'],
    ['mod97_10', '65', '97'],
    ['mod97_10', '97', '98'],
    ['gs1', '(01)1061414100041', '5'],
    ['gs1', '(02)1(00)37610425002123456', '9'],
    // ISO 6346: the example of the Bureau International des Containers, and another one.
    ['iso6346', 'CSQU305438', '3'],
    ['iso6346', 'TGHU759933', '0'],
    // UPU S10-12; the letters do not count.
    ['upu_s10', '47312482', '9'],
    ['upu_s10', 'RR47312482', '9'],
    // ISO 11649.
    ['rf', '539007547034', '18'],
    ['rf', '2348231', '71'],
    // ISO 2108.
    ['isbn10', '0-306-40615', '2'],
    ['isbn10', '080442957', 'X'],
    // Norwegian payments: the rule of account numbers; KID writes - for 10.
    ['kid11', '8601111794', '7'],
    ['kid11', '6', '-'],
    // Finanssiala, Swiss Implementation Guidelines for the QR-bill, and Febelfin.
    ['fi731', '123456', '1'],
    ['qrr', '21000000000313947143000901', '7'],
    ['be97', '0909337554', '93'],
    ['be97', '0000000097', '97'],
    // GB 32100-2015.
    ['uscc', '91350100M000100Y4', '3'],
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
  const { luhn, mod37_36, upu_s10, uscc } = CHECK_SYSTEMS;

  it('is the first letter or digit that the system does not know', () => {
    expect(uncovered('12-3', luhn)).toBeUndefined();
    expect(uncovered('12-A', luhn)).toBe('A');
    expect(uncovered('１２', luhn)).toBe('１');
    expect(uncovered('A-1', mod37_36)).toBeUndefined();
    expect(uncovered('Aé', mod37_36)).toBe('é');
    expect(uncovered('9135I', uscc)).toBe('I');
  });

  it('passes over letters where the standard does', () => {
    expect(uncovered('RR12', upu_s10)).toBeUndefined();
    expect(uncovered('RR１２', upu_s10)).toBe('１');
  });
});
