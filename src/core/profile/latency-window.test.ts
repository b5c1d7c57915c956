import fc from "fast-check";
import { expect, test } from "vitest";
import { latencyAt } from "./latency-window.ts";
import { sketchError, sketchOf, sketchPart } from "./sketch.ts";

test("latencyAt() rises with the share, is near the true one, and never beyond the longest", () => {
  const latencies = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), {
    minLength: 1,
    maxLength: 50,
  });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(latencies, share, share, (values, one, other) => {
      const counts = new Map<number, number>();
      for (const part of values.map(sketchPart)) counts.set(part, (counts.get(part) ?? 0) + 1);
      const window = { max: Math.max(...values), sketch: sketchOf(counts) };
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) => latencyAt(window, at));
      expect(low).toBeLessThanOrEqual(high ?? Number.NaN);
      expect(high).toBeLessThanOrEqual(window.max);
      const rank = Math.max(1, Math.ceil(values.length * Math.max(one, other)));
      const exact = values.toSorted((left, right) => left - right)[rank - 1] ?? Number.NaN;
      expect(Math.abs((high ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * sketchError);
    }),
  );
});
