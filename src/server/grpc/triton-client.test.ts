/** The walk of Triton's JavaScript example against the model of Triton's examples: health, metadata, typed numbers in, raw numbers out. */
import { expect, test } from "vitest";
import { grpcClient } from "../../../test/serve/grpc-client.ts";
import { simpleModel } from "../../../test/serve/small-models.ts";
import { testApp } from "../../../test/serve/test-app.ts";

const count = 16;

function int32s(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32LE(4 * at));
}

test("Triton's JavaScript client adds and subtracts sixteen numbers", async () => {
  await using server = await testApp(simpleModel());
  const { port } = await server.startGrpc();
  using client = grpcClient(port);
  expect(await client.call("ServerLive", {})).toEqual({ live: true });
  expect(await client.call("ServerReady", {})).toEqual({ ready: true });
  expect(await client.call("ModelMetadata", { name: "simple", version: "" })).toMatchObject({
    name: "simple",
    versions: ["1"],
    inputs: ["INPUT0", "INPUT1"].map((name) => ({ name, datatype: "INT32", shape: ["-1", "16"] })),
    outputs: ["OUTPUT0", "OUTPUT1"].map((name) => ({ name, datatype: "INT32", shape: ["-1", "16"] })),
  });
  const [left, right] = [(at: number) => 3 * at, (at: number) => at - 40].map((of) =>
    Array.from({ length: count }, (_, at) => of(at)),
  ) as [number[], number[]];
  const input = (name: string, int_contents: readonly number[]) => {
    return { name, datatype: "INT32", shape: [1, count], contents: { int_contents } };
  };
  const reply = await client.call("ModelInfer", {
    model_name: "simple",
    model_version: "",
    inputs: [input("INPUT0", left), input("INPUT1", right)],
    outputs: [{ name: "OUTPUT1" }, { name: "OUTPUT0" }],
  });
  const raw = reply.raw_output_contents as readonly Buffer[];
  expect(raw.map(int32s)).toEqual([
    left.map((value, at) => value - (right[at] ?? 0)),
    left.map((value, at) => value + (right[at] ?? 0)),
  ]);
});
