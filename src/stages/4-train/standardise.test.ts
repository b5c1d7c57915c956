import fc from "fast-check";
import { expect, test } from "vitest";
import { tensorOf } from "../../core/onnx/index.ts";
import { openSession } from "../../io/runtime.ts";
import { layOut } from "./encoded-input.ts";
import { buildInferenceGraph } from "./inference-graph.ts";
import { copyInto, standardiseInto } from "./standardise.ts";

test("standardiseInto() gives the bits of the exported graph's encoding, also for NaN, -0 and 1e308", async () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, 1e308, -1.7e308, 5e-324));
  // The runtime drops the subtraction of a constant that is 0 as a float: means nearer to 0 than that are left out.
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((mean) => (Math.abs(mean) < 1e-30 ? 0 : mean));
  const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
  const property = fc.asyncProperty(
    fc.array(value, { minLength: 1, maxLength: 20 }),
    number,
    number,
    positive,
    fc.boolean(),
    async (values, mean, impute, scale, indicator) => {
      const encoding = { kind: "standardise", mean, scale, impute, indicator } as const;
      const inputs = layOut([{ name: "x", type: "number", encoding }]);
      const width = inputs[0]?.encodedNames.length ?? 0;
      const layer = {
        inputs: width,
        outputs: 1,
        weight: new Float32Array(width),
        bias: new Float32Array(1),
      };
      const session = await openSession(buildInferenceGraph({ inputs, layers: [layer], task: "regression" }));
      const { encoded } = await session.run({ x: tensorOf("double", [values.length, 1], values) });
      const matrix = new Float32Array(values.length * width);
      standardiseInto(encoding)(Float64Array.from(values), matrix, {
        from: 0,
        to: values.length,
        first: 0,
        stride: width,
      });
      expect(matrix).toEqual(encoded?.data);
      await session.dispose();
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test("standardiseInto() gives each row its own value, however many come together", () => {
  const encoding = { kind: "standardise", mean: 4, scale: 2, impute: 5, indicator: false } as const;
  for (let count = 0; count <= 9; count++) {
    const matrix = new Float32Array(3 + 2 * count);
    const values = Float64Array.from({ length: count + 2 }, (_, row) => row);
    standardiseInto(encoding)(values, matrix, { from: 1, to: count + 1, first: 1, stride: 2 });
    const wanted = Array.from({ length: count }, (_, row) => [(row + 1 - 4) / 2, 0]);
    expect([...matrix]).toEqual([0, ...wanted.flat(), 0, 0]);
  }
});

test("copyInto() fills one column of a matrix and leaves the others", () => {
  const matrix = Int32Array.of(1, 2, 3, 4);
  copyInto(Int32Array.of(8, 9), matrix, { from: 0, to: 2, first: 1, stride: 2 });
  expect([...matrix]).toEqual([1, 8, 3, 9]);
});
