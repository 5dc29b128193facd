import { defineSeries } from '../series.js';
import type { CounterAt } from './counter-at.js';
import { CounterMemory } from './counter-memory.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:9}' });

const at = (key: string): CounterAt => ({
  series: Order,
  key,
  base: 0,
  closesAt: Infinity,
  expiresAt: 'never',
});

describe('CounterMemory', () => {
  it('knows the highest number, and less once numbers went back unused', () => {
    const memory = new CounterMemory();
    expect(memory.highest('c')).toBeUndefined();
    memory.given(at('c'), 10, 110, 0);
    memory.given(at('c'), 10, 105, 1);
    expect(memory.highest('c')).toBe(110);
    memory.givenBack(Order, 'c', 101);
    expect(memory.highest('c')).toBe(100);
  });

  it('skips 1,000, or five seconds of the highest rate, its own and of others', () => {
    const memory = new CounterMemory();
    expect(memory.skipFor(Order)).toBe(1_000);
    memory.given(at('c'), 100, 100, 0);
    for (let ms = 100; ms <= 1_500; ms += 100) memory.given(at('c'), 50, 100 + 2 * ms, ms);
    expect(memory.skipFor(Order)).toBe(2 ** Math.ceil(Math.log2(2_000 * 5)));
    for (let ms = 1_600; ms <= 9_000; ms += 100) memory.given(at('c'), 1, 3_100 + ms, ms);
    expect(memory.skipFor(Order)).toBe(2 ** Math.ceil(Math.log2(2_000 * 5)));
  });

  it('takes no jump after a loss for a rate', () => {
    const memory = new CounterMemory();
    memory.given(at('c'), 1, 1, 0);
    memory.given(at('c'), 1, 1_002, 1);
    memory.given(at('c'), 1, 500_000, 5_000);
    memory.given(at('c'), 1, 500_001, 5_001);
    expect(memory.skipFor(Order)).toBe(1_000);
  });

  it('takes many small jumps for no rate either', () => {
    const memory = new CounterMemory();
    for (let ms = 0; ms < 20_000; ms += 10) memory.given(at('c'), 1, (ms / 10) * 700, ms);
    expect(memory.skipFor(Order)).toBe(1_000);
  });

  it('forgets the oldest of very many counters', () => {
    const memory = new CounterMemory();
    for (let counter = 0; counter <= 50_000; counter++) memory.given(at(`c${counter}`), 1, 1, 0);
    expect(memory.highest('c0')).toBeUndefined();
    expect(memory.highest('c50000')).toBe(1);
  });
});
