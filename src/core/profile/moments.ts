/**
 * Mean and spread that merge exactly: each value becomes a whole number of small units from a centre, and only whole
 * numbers are added. Centre and unit come from the reference profile, so that all windows of a version share them.
 */

export interface FixedPoint {
  readonly center: number;
  /** A power of two: dividing by it is exact. */
  readonly unit: number;
}

export interface Moments extends FixedPoint {
  /** How many values are in the sums: one that lies further than {@link farthestUnits} from the centre is not. */
  readonly count: number;
  /** Whole numbers as text: they outgrow a double. */
  readonly sum: string;
  readonly sumOfSquares: string;
}

/** Units of one standard deviation, about: a rounding of a millionth of it. */
const unitsOfDeviation = 2 ** 20;
/** A million standard deviations, about. */
export const farthestUnits = 2 ** 40;

export interface Spread {
  readonly mean: number | null;
  readonly standardDeviation: number | null;
}

/** The fixed point for values that are spread about like this. */
export function fixedPointOf({ mean, standardDeviation }: Spread): FixedPoint {
  const center = mean ?? 0;
  const deviation = standardDeviation !== null && standardDeviation > 0 ? standardDeviation : 0;
  const scale = deviation === 0 ? Math.max(Math.abs(center), 1) : deviation;
  // Above the least normal double, and small enough that farthestUnits of it are a finite number.
  const exponent = Math.min(Math.max(Math.floor(Math.log2(scale)), -1_000), 980);
  return { center, unit: 2 ** exponent / unitsOfDeviation };
}

/** Whole units from the centre; null where it is too far. */
export function unitsOf(value: number, { center, unit }: FixedPoint): number | null {
  const units = Math.floor((value - center) / unit + 0.5);
  return Math.abs(units) <= farthestUnits ? units : null;
}

/** Of what both hold; both are of one fixed point. */
export function mergeMoments(one: Moments, other: Moments): Moments {
  const { center, unit } = one;
  if (center !== other.center || unit !== other.unit)
    throw new Error("Moments of different fixed points do not merge");
  return {
    center,
    unit,
    count: one.count + other.count,
    sum: String(BigInt(one.sum) + BigInt(other.sum)),
    sumOfSquares: String(BigInt(one.sumOfSquares) + BigInt(other.sumOfSquares)),
  };
}

/** The mean, and the standard deviation of the sample: null of fewer than one and two values. */
export function spreadOf({ center, unit, count, sum, sumOfSquares }: Moments): Spread {
  if (count === 0) return { mean: null, standardDeviation: null };
  const mean = center + (Number(sum) / count) * unit;
  if (count === 1) return { mean, standardDeviation: null };
  const [total, squares, rows] = [BigInt(sum), BigInt(sumOfSquares), BigInt(count)];
  // Whole numbers to the last: their difference does not cancel.
  const variance = Number(rows * squares - total * total) / count / (count - 1);
  return { mean, standardDeviation: Math.sqrt(variance) * unit };
}
