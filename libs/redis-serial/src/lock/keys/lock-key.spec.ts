import { LockKeyError } from '../lock.errors.js';
import { checkLockKey, checkLockKeys } from './lock-key.js';

describe('checkLockKey', () => {
  it.each(['order:7', 'order: 7', 'x'.repeat(1_024), '订单:7', '🧾'])('takes %j', (key) => {
    expect(checkLockKey(key)).toBe(key);
  });

  it.each([
    '',
    'x'.repeat(1_025),
    'order:7\u200b',
    '\ufeff7',
    'order:7 ',
    ' order:7',
    'a\u202eb',
    'a\nb',
    'a\u00a0b',
    7,
  ])('refuses %j', (key) => {
    expect(() => checkLockKey(key)).toThrow(LockKeyError);
  });

  it('takes both forms of a letter with a mark for one key', () => {
    expect(checkLockKeys(['Zoe\u0308', 'Zoë'])).toEqual(['Zoë']);
  });
});
