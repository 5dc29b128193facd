// Each 64-bit word is two 32-bit words, the low one first: v0 at 0 and 1, v1 at 2 and 3, v2 at 4 and 5, v3 at 6 and 7.
const [V0, V1, V2, V3] = [0, 2, 4, 6] as const;

const INITIAL = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
];

/**
 * SipHash-2-4 of eight bytes: a pseudo-random function with a key of 128 bits (Aumasson and Bernstein, 2012). It is
 * written here because it runs ten times for every scrambled number. A call of AES in node:crypto takes twenty times as
 * long, and no typed and well-kept package offers SipHash for ES modules and CommonJS.
 */
export class SipHash {
  private readonly keyed = new Int32Array(8);
  private readonly state = new Int32Array(8);

  /** @param key 16 bytes. */
  constructor(key: Buffer) {
    INITIAL.forEach((word, place) => {
      this.keyed[place] = word ^ key.readInt32LE((place % 4) * 4);
    });
  }

  /** The lower 48 bits of the hash of a message, given as its lower and upper 32 bits. */
  hash(low: number, high: number): number {
    const { state } = this;
    state.set(this.keyed);
    absorb(state, low, high);
    // The last block holds the message's length, in its highest byte.
    absorb(state, 0, 8 << 24);
    flip(state, V2, 0xff, 0);
    for (let round = 0; round < 4; round++) sipRound(state);
    return ((fold(state, 1) & 0xffff) >>> 0) * 0x1_0000_0000 + (fold(state, 0) >>> 0);
  }
}

function absorb(state: Int32Array, low: number, high: number): void {
  flip(state, V3, low, high);
  sipRound(state);
  sipRound(state);
  flip(state, V0, low, high);
}

function sipRound(state: Int32Array): void {
  mix(state, V0, V1, 13);
  mix(state, V2, V3, 16);
  swapHalves(state, V0);
  mix(state, V2, V1, 17);
  mix(state, V0, V3, 21);
  swapHalves(state, V2);
}

// a += b; b = (b <<< bits) ^ a
function mix(state: Int32Array, a: number, b: number, bits: number): void {
  const [low, high] = [state[b] ?? 0, state[b + 1] ?? 0];
  const sum = ((state[a] ?? 0) >>> 0) + (low >>> 0);
  state[a + 1] = (state[a + 1] ?? 0) + high + (sum > 0xffff_ffff ? 1 : 0);
  state[a] = sum;
  state[b] = ((low << bits) | (high >>> (32 - bits))) ^ sum;
  state[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ (state[a + 1] ?? 0);
}

function swapHalves(state: Int32Array, at: number): void {
  const low = state[at] ?? 0;
  state[at] = state[at + 1] ?? 0;
  state[at + 1] = low;
}

function flip(state: Int32Array, at: number, low: number, high: number): void {
  state[at] = (state[at] ?? 0) ^ low;
  state[at + 1] = (state[at + 1] ?? 0) ^ high;
}

function fold(state: Int32Array, half: 0 | 1): number {
  const [v0 = 0, v1 = 0] = [state[V0 + half], state[V1 + half]];
  const [v2 = 0, v3 = 0] = [state[V2 + half], state[V3 + half]];
  return v0 ^ v1 ^ v2 ^ v3;
}
