import { logGamma } from "./log-gamma.ts";

const smallest = 1e-300;
const precision = 1e-15;
const mostTerms = 100_000;

/**
 * The chance that a gamma variable of this shape (scale 1) is above `x`: the regularised upper incomplete gamma function
 * Q(shape, x), by its series below shape + 1 and its continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
 */
export function gammaTail(shape: number, x: number): number {
  if (!(x > 0)) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const density = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? Math.max(0, 1 - density * series(shape, x)) : density * fraction(shape, x);
}

/** Σ xⁿ / (shape · (shape + 1) … (shape + n)). */
function series(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < mostTerms && term > sum * precision; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

/** The continued fraction by Lentz's method as Thompson and Barnett (1986) keep it from dividing by zero. */
function fraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1 / smallest;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < mostTerms; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / awayFromZero(a * d + b);
    c = awayFromZero(b + a / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return result;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}
