import { portFrom } from './port.js';

describe('portFrom', () => {
  it.each([
    [undefined, 3000],
    ['0', 0],
    ['65535', 65_535],
  ])('reads %p', (text, port) => {
    expect(portFrom(text)).toBe(port);
  });

  it.each(['none', '-1', '65536', '1.5', ''])('refuses %p', (text) => {
    expect(() => portFrom(text)).toThrow(`PORT must be a number from 0 to 65535, got "${text}"`);
  });
});
