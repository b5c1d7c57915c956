/** Buckets of hashed texts, computed by the operator that the exported graph has. */
import { encodeModel, graph } from "../../core/onnx/index.ts";
import { openSession } from "../../io/runtime.ts";
import { addBucket } from "./inference-graph.ts";

/** The bucket of each value, in their order. */
export async function bucketsOf(values: readonly string[], buckets: number): Promise<number[]> {
  const g = graph("buckets");
  const bucket = addBucket(g, g.input("values", "string", ["N"]), buckets);
  g.output(bucket, "int64", ["N"]);
  const session = await openSession(encodeModel(g.finish()));
  try {
    const feed = { type: "string", shape: [values.length], data: [...values] } as const;
    const found = (await session.run({ values: feed }))[bucket];
    return found?.type === "int64" ? Array.from(found.data, Number) : [];
  } finally {
    await session.dispose();
  }
}
