/** IEEE 754 half precision, which not every Node that we support has as an array type. */

/** The bits of the half-precision number nearest to `value`, ties to even; beyond ±65504 the greatest finite one. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65_504) return sign | 0x7bff;
  if (size < 2 ** -14) return sign | roundHalfEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  const scaled = size / 2 ** exponent;
  // log2 may round up at the edge of a binade.
  const [power, fraction] = scaled < 1 ? [exponent - 1, scaled * 2] : [exponent, scaled];
  return sign | (((power + 15) << 10) + roundHalfEven((fraction - 1) * 1_024));
}

/** The number that half-precision `bits` stand for. */
export function float16Value(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1_024) * 2 ** (exponent - 15);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
