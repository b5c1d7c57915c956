/** Where an axis of numbers is marked: at round ones. */
export interface NumberAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Round numbers in [from, to], at most one more than `most`; whole ones where there is nothing between them. */
export function numberTicks(from: number, to: number, most: number, isWhole = false): number[] {
  const step = roundStep(Math.max((to - from) / Math.max(1, most), isWhole ? 1 : 0));
  return ticksBetween(Math.ceil(from / step - near), Math.floor(to / step + near), step);
}

export interface ValueAxisOptions {
  /** Where the axis begins and ends: round numbers around the values unless told. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Whether there is nothing between whole numbers. */
  readonly isWhole?: boolean | undefined;
}

const mostSteps = 5;

/** The axis of `values`, with about five ticks; from 0 to 1 where there are none. */
export function valueAxis(
  values: readonly number[],
  { from, to, isWhole }: ValueAxisOptions = {},
): NumberAxis {
  const [least, most] =
    values.length === 0 ? [from ?? 0, to ?? 1] : [Math.min(...values), Math.max(...values)];
  const low = from ?? least;
  const high = Math.max(to ?? most, low);
  const spread = high > low ? high - low : Math.abs(low) * 0.1 || 1;
  const step = roundStep(Math.max(spread / mostSteps, isWhole === true ? 1 : 0));
  const first = from ?? step * Math.floor((high > low ? low : low - spread / 2) / step + near);
  const last = to ?? step * Math.ceil((high > low ? high : low + spread / 2) / step - near);
  return {
    domain: [tidy(first), tidy(Math.max(last, first + step))],
    ticks: ticksBetween(
      Math.ceil(first / step - near),
      Math.floor(Math.max(last, first + step) / step + near),
      step,
    ),
  };
}

const near = 1e-9;

/** The least of 1, 2 and 5, times a power of ten, that is no less than `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5].map((times) => times * power).find((step) => step >= least * (1 - near)) ?? 10 * power;
}

function ticksBetween(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => tidy((first + at) * step));
}

/** Without what dividing left over. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
