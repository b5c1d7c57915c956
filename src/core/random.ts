/**
 * Seeded randomness: the same seed gives the same numbers on every machine.
 * Generator: xoshiro128** by Blackman and Vigna (2018), seeded by splitmix32.
 */
export interface Random {
  /** A number in [0, 1) with 32 bits. */
  next(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function splitmix(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix();
  function bits(): number {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }
  function next(): number {
    return bits() / 4_294_967_296;
  }
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
