/**
 * A quantile sketch that merges exactly: how many values lie in each of 64 equal parts of each power of two, of either
 * sign. The parts are the sign, the exponent and the upper six bits of the fraction of a double, so that no logarithm is
 * taken and the engine finds the very same ones. Half a part is less than 1/128 of any value in it.
 */

/** Parts and how many values lie in them, by ascending values; none is empty. */
export type Sketch = readonly SketchPart[];
export type SketchPart = readonly [part: number, count: number];

/** How far a quantile may lie from the true one, as a share of it. */
export const sketchError = 1 / 128;

const bits = new DataView(new ArrayBuffer(8));
/** Bits below the upper six of the fraction, in the upper half of a double. */
const cut = 14;

/** The part that `value`, a finite number, lies in: its order is that of the values. */
export function sketchPart(value: number): number {
  if (value === 0) return 0;
  bits.setFloat64(0, Math.abs(value));
  const part = (bits.getUint32(0) >>> cut) + 1;
  return value < 0 ? -part : part;
}

/** {@link sketchPart} of the DOUBLE `sql`, in the words of DuckDB. */
export function sketchPartSql(sql: string): string {
  const part = `((CAST(CAST(abs(${sql}) AS BIT) AS BIGINT) >> 46) + 1)`;
  return `(CASE WHEN ${sql} = 0 THEN 0 WHEN ${sql} < 0 THEN -${part} ELSE ${part} END)`;
}

/** The middle of a part. */
export function partValue(part: number): number {
  if (part === 0) return 0;
  bits.setUint32(0, (Math.abs(part) - 1) << cut);
  bits.setUint32(4, 0);
  const low = bits.getFloat64(0);
  bits.setUint32(0, ((Math.abs(part) - 1) << cut) | (1 << (cut - 1)));
  const middle = Number.isFinite(low) ? bits.getFloat64(0) : low;
  return part < 0 ? -middle : middle;
}

/** The sketch of parts counted in any order. */
export function sketchOf(counts: Iterable<SketchPart>): Sketch {
  return [...counts].filter(([, count]) => count > 0).sort(([one], [other]) => one - other);
}

/** Of what both hold. */
export function mergeSketches(one: Sketch, other: Sketch): Sketch {
  const merged: SketchPart[] = [];
  let [at, from] = [0, 0];
  while (at < one.length || from < other.length) {
    const [left, right] = [one[at], other[from]];
    if (right === undefined || (left !== undefined && left[0] < right[0])) {
      if (left !== undefined) merged.push(left);
      at += 1;
    } else if (left === undefined || right[0] < left[0]) {
      merged.push(right);
      from += 1;
    } else {
      merged.push([left[0], left[1] + right[1]]);
      at += 1;
      from += 1;
    }
  }
  return merged;
}

/** How many values it holds. */
export function sketchCount(sketch: Sketch): number {
  return sketch.reduce((sum, [, count]) => sum + count, 0);
}

/** The value that `share` of the values do not exceed (the smallest such), within {@link sketchError}; null of nothing. */
export function quantileOf(sketch: Sketch, share: number): number | null {
  const wanted = Math.max(1, Math.ceil(sketchCount(sketch) * share));
  let seen = 0;
  for (const [part, count] of sketch) {
    seen += count;
    if (seen >= wanted) return partValue(part);
  }
  return null;
}
