/** Point (4) over gRPC: every datatype in its typed field and raw, whole numbers beyond 2⁵³ exactly in both. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { bytesElements } from "../../../test/serve/binary-body.ts";
import { type GrpcClient, grpcClient } from "../../../test/serve/grpc-client.ts";
import { identityModel } from "../../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../../test/serve/test-app.ts";

let server: TestApp;
let client: GrpcClient;
beforeAll(async () => {
  server = await testApp(identityModel());
  client = grpcClient((await server.startGrpc()).port);
});
afterAll(async () => {
  client[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const of = ({ buffer }: { readonly buffer: ArrayBuffer }) => Buffer.from(buffer);

/** By the model's name of the type: datatype, typed field, its two elements there, and raw. */
const cases = {
  bool: ["BOOL", "bool_contents", [true, false], Buffer.of(1, 0)],
  uint8: ["UINT8", "uint_contents", [0, 255], Buffer.of(0, 255)],
  uint16: ["UINT16", "uint_contents", [0, 65_535], of(Uint16Array.of(0, 65_535))],
  uint32: ["UINT32", "uint_contents", [0, 4_294_967_295], of(Uint32Array.of(0, 4_294_967_295))],
  uint64: [
    "UINT64",
    "uint64_contents",
    ["9007199254740993", "18446744073709551615"],
    of(BigUint64Array.of(9007199254740993n, 18446744073709551615n)),
  ],
  int8: ["INT8", "int_contents", [-128, 127], of(Int8Array.of(-128, 127))],
  int16: ["INT16", "int_contents", [-32_768, 32_767], of(Int16Array.of(-32_768, 32_767))],
  int32: ["INT32", "int_contents", [-2_147_483_648, 7], of(Int32Array.of(-2_147_483_648, 7))],
  int64: [
    "INT64",
    "int64_contents",
    ["-9223372036854775808", "9007199254740993"],
    of(BigInt64Array.of(-9223372036854775808n, 9007199254740993n)),
  ],
  float: ["FP32", "fp32_contents", [0.5, Number.NaN], of(Float32Array.of(0.5, Number.NaN))],
  double: ["FP64", "fp64_contents", [0.1, Number.NEGATIVE_INFINITY], of(Float64Array.of(0.1, -Infinity))],
  string: [
    "BYTES",
    "bytes_contents",
    ["", "Gerät ✓"].map((text) => Buffer.from(text)),
    bytesElements("", "Gerät ✓"),
  ],
} as const;

const entries = Object.entries(cases);

function inputs() {
  return entries.map(([type, [datatype]]) => ({ name: `in_${type}`, datatype, shape: [1, 2] }));
}

function typed() {
  const fields = entries.map(([, [, field, elements]]) => ({ contents: { [field]: elements } }));
  return inputs().map((input, at) => ({ ...input, ...fields[at] }));
}

test.each([
  ["typed", { inputs: typed() }],
  ["raw", { inputs: inputs(), raw_input_contents: entries.map(([, [, , , bytes]]) => bytes) }],
])("(4) every datatype in, %s, and out", async (_, request) => {
  const reply = await client.call("ModelInfer", { model_name: "identity", ...request });
  expect((reply.outputs as { datatype: string }[]).map(({ datatype }) => datatype)).toEqual(
    entries.map(([, [datatype]]) => datatype),
  );
  const raw = reply.raw_output_contents as readonly Buffer[];
  expect(raw.map((bytes) => bytes.toString("hex"))).toEqual(
    entries.map(([, [, , , bytes]]) => Buffer.from(bytes).toString("hex")),
  );
});

test.each([
  ["int8", 128],
  ["int16", -32_769],
  ["uint8", 256],
  ["uint16", 65_536],
] as const)("(4) what is no %s is refused though its field could hold it: %s", async (type, value) => {
  const given = typed().map((input) => {
    const field = type.startsWith("u") ? "uint_contents" : "int_contents";
    return input.name === `in_${type}` ? { ...input, contents: { [field]: [0, value] } } : input;
  });
  await expect(client.call("ModelInfer", { model_name: "identity", inputs: given })).rejects.toMatchObject({
    details: `Element 1 of the input 'in_${type}' is ${value}, wanted ${cases[type][0]}.`,
  });
});
