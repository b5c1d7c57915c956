import { expect, test } from "vitest";
import { encodeModel, graph, tensorOf } from "../core/onnx/index.ts";
import { openSession } from "./runtime.ts";

function sumModel(): Uint8Array {
  const body = graph("body", "body_");
  const total = body.input("total", "float", [2]);
  const row = body.input("row", "float", [2]);
  const next = body.node("Add", [total, row], { outputs: ["next"] });
  body.output(next, "float", [2]);
  body.node("Identity", [next], { outputs: ["seen"] });
  body.output("seen", "float", [2]);
  const outer = graph("outer");
  outer.input("rows", "float", ["N", 2]);
  outer.node("Scan", [outer.constant(tensorOf("float", [2], [0, -0])), "rows"], {
    attributes: { body: { graph: body.finish() }, num_scan_inputs: { int: 1 } },
    outputs: ["sum", "running"],
  });
  outer.output("sum", "float", [2]);
  outer.output("running", "float", ["N", 2]);
  return encodeModel(outer.finish(), { made: "for a test" });
}

test("graph() builds a Scan with a subgraph that ONNX Runtime runs", async () => {
  const session = await openSession(sumModel());
  const { sum, running } = await session.run({ rows: tensorOf("float", [3, 2], [1, 2, 3, 4, 5, 6]) });
  expect(sum).toEqual(tensorOf("float", [2], [9, 12]));
  expect(running?.shape).toEqual([3, 2]);
  await session.dispose();
});

test("openSession() tells ENGINE_FAILED for bytes that are no model, and run() for a feed of the wrong type", async () => {
  await expect(openSession(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: "ENGINE_FAILED" });
  const session = await openSession(sumModel());
  await expect(session.run({ rows: tensorOf("double", [1, 2], [1, 2]) })).rejects.toMatchObject({
    code: "ENGINE_FAILED",
  });
  await session.dispose();
});
