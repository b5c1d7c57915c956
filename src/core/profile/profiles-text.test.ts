import { expect, test } from "vitest";
import type { NumberWindow } from "./number-window.ts";
import { profilesOf, profilesText } from "./profiles-text.ts";
import type { Sketch } from "./sketch.ts";

function numberWindow(name: string, sketch: Sketch): NumberWindow {
  const moments = { center: 0, unit: 1, count: 2, sum: "3", sumOfSquares: "5" };
  const counted = { counts: [1, 1], below: 0, above: 0, min: 1, max: 2, moments, sketch };
  return { kind: "number", role: "feature", name, rows: 3, missing: 1, ...counted };
}

test("profilesOf() leaves sketches out when asked, and nothing else, whatever a thing is called", () => {
  const all = [
    numberWindow("pages", [
      [-3, 2],
      [7, 1],
    ]),
    numberWindow('"sketch":[1,2],"x', [[1, 1]]),
    numberWindow("none", []),
  ];
  const text = profilesText(all);
  expect(profilesOf(text)).toEqual(all);
  expect(profilesOf(text, { withoutSketches: true })).toEqual(all.map((one) => ({ ...one, sketch: [] })));
});
