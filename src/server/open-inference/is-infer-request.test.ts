import fc from "fast-check";
import { expect, test } from "vitest";
import { inferBody } from "../../../test/serve/served-package.ts";
import { isInferRequest } from "./is-infer-request.ts";
import { inferRequestSchema } from "./schema.ts";

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, -1, 0.5, 1n, 2 ** 53, "FP64", "fp64", "toString", [], {}, [1], [-1], ["1"], {
    a: [],
  }),
);

const input = fc.record(
  {
    name: fc.oneof(fc.string(), odd),
    shape: fc.oneof(fc.array(fc.nat(), { maxLength: 9 }), odd),
    datatype: fc.oneof(fc.constantFrom("FP64", "BYTES", "INT8"), odd),
    parameters: fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.boolean(), fc.integer(), odd)), odd),
    data: fc.oneof(fc.array(fc.integer()), odd),
  },
  { requiredKeys: [] },
);

const request = fc.record(
  {
    id: fc.oneof(fc.string({ maxLength: 300 }), odd),
    parameters: fc.oneof(fc.dictionary(fc.string(), fc.boolean()), odd),
    inputs: fc.oneof(fc.array(input, { maxLength: 3 }), odd),
    outputs: fc.oneof(fc.array(fc.record({ name: fc.oneof(fc.string(), odd) })), odd),
  },
  { requiredKeys: [] },
);

test("isInferRequest() takes only what the schema takes, and of the usual requests all", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(request, odd), (value) => {
      if (!isInferRequest(value)) return;
      taken++;
      const parsed = inferRequestSchema.safeParse(value);
      expect(parsed.success).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(10);
  const asked = [{ name: "probability", parameters: { binary_data: true } }];
  const usual = { id: "1", parameters: { timeout: 5, priority: "1" }, ...inferBody(), outputs: asked };
  expect(isInferRequest(usual)).toBe(true);
});
