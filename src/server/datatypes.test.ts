/** Point (4): every datatype through JSON and through binary, and whole numbers beyond 2⁵³ exactly in both. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { binaryBody, bytesElements, splitReply } from "../../test/serve/binary-body.ts";
import { identityModel } from "../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { binaryTensor, readBinaryTensor } from "./open-inference/binary-tensor.ts";
import { jsonElements, readJsonTensor } from "./open-inference/json-tensor.ts";

const infer = "/v2/models/identity/infer";

let server: TestApp;
beforeAll(async () => {
  server = await testApp(identityModel());
});
afterAll(() => server[Symbol.asyncDispose]());

/** By the model's name of the type: datatype, its two elements as JSON text, and as bytes. */
const cases: Readonly<Record<string, readonly [datatype: string, json: string, bytes: Uint8Array]>> = {
  bool: ["BOOL", "[true,false]", Uint8Array.of(1, 0)],
  uint8: ["UINT8", "[0,255]", Uint8Array.of(0, 255)],
  uint16: ["UINT16", "[0,65535]", bytesOf(Uint16Array.of(0, 65_535))],
  uint32: ["UINT32", "[0,4294967295]", bytesOf(Uint32Array.of(0, 4_294_967_295))],
  uint64: [
    "UINT64",
    "[9007199254740993,18446744073709551615]",
    bytesOf(BigUint64Array.of(9007199254740993n, 18446744073709551615n)),
  ],
  int8: ["INT8", "[-128,127]", bytesOf(Int8Array.of(-128, 127))],
  int16: ["INT16", "[-32768,32767]", bytesOf(Int16Array.of(-32_768, 32_767))],
  int32: ["INT32", "[-2147483648,2147483647]", bytesOf(Int32Array.of(-2_147_483_648, 2_147_483_647))],
  int64: [
    "INT64",
    "[-9223372036854775808,9007199254740993]",
    bytesOf(BigInt64Array.of(-9223372036854775808n, 9007199254740993n)),
  ],
  float: ["FP32", "[0.5,-3]", bytesOf(Float32Array.of(0.5, -3))],
  double: ["FP64", "[0.1,-1e+300]", bytesOf(Float64Array.of(0.1, -1e300))],
  string: ["BYTES", '["","Gerät ✓"]', bytesElements("", "Gerät ✓")],
};

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(buffer);
}

const entries = Object.entries(cases);

test("(4) every datatype through JSON, in and out", async () => {
  const inputs = entries.map(
    ([type, [datatype, json]]) =>
      `{"name":"in_${type}","shape":[1,2],"datatype":"${datatype}","data":${json}}`,
  );
  const { payload, statusCode } = await server.post(infer, `{"inputs":[${inputs.join(",")}]}`);
  expect(statusCode, payload).toBe(200);
  for (const [type, [datatype, json]] of entries)
    expect(payload).toContain(`{"name":"out_${type}","datatype":"${datatype}","shape":[1,2],"data":${json}}`);
});

test("(4) every datatype through binary, in and out", async () => {
  const given = entries.map(([type, [datatype, , bytes]]) => ({
    name: `in_${type}`,
    datatype,
    shape: [1, 2],
    bytes,
  }));
  const { body, headers } = binaryBody(given, { parameters: { binary_data_output: true } });
  const reply = await server.post(infer, body, headers);
  const { json, binary } = splitReply(reply.rawPayload, reply.headers["inference-header-content-length"]);
  expect(json.outputs.map(({ datatype }: { datatype: string }) => datatype)).toEqual(
    entries.map(([, [name]]) => name),
  );
  expect(binary).toEqual(Buffer.concat(entries.map(([, [, , bytes]]) => bytes)));
});

test("(4) FP16, which the runtime cannot be fed, is read and written by the codecs", () => {
  const place = { name: "x", type: "float16", shape: [3] } as const;
  const tensor = readJsonTensor(place, [1, -0.5, null]);
  expect(tensor.data).toEqual(Uint16Array.of(0x3c00, 0xb800, 0x7e00));
  const bytes = Uint8Array.of(0, 0x3c, 0, 0xb8, 0, 0x7e);
  expect(binaryTensor(tensor)).toEqual(bytes);
  expect(readBinaryTensor(place, bytes)).toEqual({ type: "float16", shape: [3], bytes });
  expect(jsonElements(tensor)).toEqual([1, -0.5, Number.NaN]);
});

test.each([
  ["bool", 1],
  ["uint8", 256],
  ["uint8", -1],
  ["int8", 128],
  ["int16", 0.5],
  ["int32", 2 ** 31],
  ["uint32", -1],
  ["int64", 0.5],
  ["uint64", -1],
  ["float", 1e39],
  ["double", "1"],
  ["string", 1],
] as const)("readJsonTensor() refuses what is no %s: %s", (type, value) => {
  expect(() => readJsonTensor({ name: "x", type, shape: [1] }, [value])).toThrow(
    "Element 0 of the input 'x'",
  );
});
