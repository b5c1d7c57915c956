import { expect, test } from "vitest";
import type { Definition } from "../../core/definition/index.ts";
import { labelTarget } from "./label-target.ts";

function targetOf(kind: string, { above = null, classes = [] as string[] } = {}) {
  const label = { column: "y", above };
  const definition = { events: { columns: { y: { kind, description: "What came of it." } }, label } };
  const network = { widths: [1, 1], parameters: 1, classes, bestEpoch: 1 };
  return labelTarget({ definition: definition as unknown as Definition as never, network });
}

test("labelTarget() wants one of two, one of the classes, or a number, by the label's column", () => {
  const common = { column: "y", words: "What came of it.", above: null, classes: [] };
  expect(targetOf("boolean", { classes: ["no", "yes"] })).toEqual({ ...common, kind: "boolean" });
  expect(targetOf("category", { classes: ["cat", "dog"] })).toEqual({
    ...common,
    ...{ kind: "class", classes: ["cat", "dog"] },
  });
  expect(targetOf("integer")).toEqual({ ...common, kind: "number" });
});

test("labelTarget() of a number that is true above a bound wants the number, and tells the bound", () => {
  expect(targetOf("number", { above: 30 as never })).toMatchObject({ kind: "number", above: 30 });
});
