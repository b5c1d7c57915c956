interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * SVG paths of values from their least at the foot to their greatest at the top, broken where one is null. What never
 * changes goes through the middle, unless it is 0.
 */
export function sparkPaths(values: readonly (number | null)[], { width, height }: Size) {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const step = width / Math.max(1, values.length - 1);
  const foot = height - 1;
  const still = most === 0 ? foot : height / 2;
  const top = (value: number) =>
    most === least ? still : foot - ((height - 3) * (value - least)) / (most - least);
  const runs: { x: number; y: number }[][] = [[]];
  for (const [at, value] of values.entries())
    if (value === null) runs.push([]);
    else runs.at(-1)?.push({ x: round(at * step), y: round(top(value)) });
  const drawn = runs
    .filter((run) => run.length > 0)
    .map((run) => (run.length > 1 ? run : widened(run, step)));
  const line = drawn.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join("L")}`);
  const area = drawn.map((run, at) => `${line[at]}L${run.at(-1)?.x} ${foot}L${run[0]?.x} ${foot}Z`);
  return { line: line.join(""), area: area.join("") };
}

/** A value between two unknown ones is a short line. */
function widened(run: readonly { x: number; y: number }[], step: number) {
  return run.flatMap(({ x, y }) => [
    { x: round(x - step / 4), y },
    { x: round(x + step / 4), y },
  ]);
}

const round = (value: number) => Math.round(value * 100) / 100;
