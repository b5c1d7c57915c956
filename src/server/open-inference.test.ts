/** Conformance with the Open Inference Protocol v2 over REST: the numbers are those of the project's list of points. */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { binaryBody, bytesElements, splitReply } from "../../test/serve/binary-body.ts";
import { inferBody, type ServedPackages, servedPackages, visits } from "../../test/serve/served-package.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";

const infer = "/v2/models/will-buy/infer";

let packages: ServedPackages;
let server: TestApp;
let probabilities: readonly number[] = [];
beforeAll(async () => {
  packages = await servedPackages();
  server = await testApp(servedModelOf(packages.loaded));
  probabilities = (await server.post(infer, inferBody())).json().outputs[0].data;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

const clicks = (values: readonly unknown[], more = {}) => ({
  name: "clicks",
  datatype: "FP64",
  shape: [values.length, 1],
  data: values,
  ...more,
});
const past = (values: readonly unknown[]) => ({ ...clicks(values), name: "past_clicks" });
const device = (values: readonly unknown[]) => ({ ...clicks(values), name: "device", datatype: "BYTES" });

test("(1) six endpoints, with and without the version, /v2 and /v2/", async () => {
  for (const url of ["/v2", "/v2/"])
    expect((await server.get(url)).json()).toMatchObject({
      name: "airworthy",
      extensions: expect.arrayContaining(["binary_tensor_data"]),
    });
  expect((await server.get("/v2/health/live")).json()).toEqual({ live: true });
  expect((await server.get("/v2/health/ready")).json()).toEqual({ ready: true });
  for (const model of ["/v2/models/will-buy", "/v2/models/will-buy/versions/3"]) {
    expect((await server.get(`${model}/ready`)).json()).toEqual({ name: "will-buy", ready: true });
    expect((await server.get(model)).json()).toEqual({
      name: "will-buy",
      versions: ["3"],
      platform: "onnxruntime_onnx",
      inputs: [
        { name: "device", datatype: "BYTES", shape: [-1, 1] },
        { name: "clicks", datatype: "FP64", shape: [-1, 1] },
        { name: "past_clicks", datatype: "FP64", shape: [-1, 1] },
      ],
      outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 1] }],
    });
    const answered = await server.post(`${model}/infer`, inferBody());
    expect(answered.statusCode).toBe(200);
    expect(answered.json()).toEqual({
      model_name: "will-buy",
      model_version: "3",
      outputs: [{ name: "probability", datatype: "FP32", shape: [3, 1], data: probabilities }],
    });
  }
  expect(probabilities.every((value) => value > 0 && value < 1)).toBe(true);
  expect(new Set(probabilities).size).toBe(3);
});

test("(1) Triton's configuration and index, as its clients ask for them", async () => {
  for (const model of ["/v2/models/will-buy", "/v2/models/will-buy/versions/3"])
    expect((await server.get(`${model}/config`)).json()).toEqual({
      name: "will-buy",
      platform: "onnxruntime_onnx",
      backend: "onnxruntime",
      max_batch_size: 0,
      input: [
        { name: "device", data_type: "TYPE_STRING", dims: [-1, 1] },
        { name: "clicks", data_type: "TYPE_FP64", dims: [-1, 1] },
        { name: "past_clicks", data_type: "TYPE_FP64", dims: [-1, 1] },
      ],
      output: [{ name: "probability", data_type: "TYPE_FP32", dims: [-1, 1] }],
    });
  const listed = [{ name: "will-buy", version: "3", state: "READY", reason: "" }];
  for (const body of ["", "{}", '{"ready":true}'])
    expect((await server.post("/v2/repository/index", body)).json()).toEqual(listed);
  expect((await server.post("/v2/repository/index", '{"ready":1}')).statusCode).toBe(400);
});

test("(2) the id comes back, and none where none was given", async () => {
  expect((await server.post(infer, { id: "query 1", ...inferBody() })).json().id).toBe("query 1");
  expect((await server.post(infer, inferBody())).json()).not.toHaveProperty("id");
});

test("(3) nested and flat data answer alike", async () => {
  const { inputs } = inferBody();
  const nested = { inputs: inputs.map((input) => ({ ...input, data: input.data.map((value) => [value]) })) };
  expect((await server.post(infer, nested)).json().outputs[0].data).toEqual(probabilities);
});

test("(5) BYTES: UTF-8 and empty through JSON and binary alike; invalid UTF-8 is refused", async () => {
  const texts = ["phone", "", "Gerät ✓"];
  const numbers = [clicks([3, 0, null]), past([40, 1, 7.25])];
  const json = await server.post(infer, { inputs: [...numbers, device(texts)] });
  const send = (bytes: Uint8Array) => {
    const { body, headers } = binaryBody([{ name: "device", datatype: "BYTES", shape: [3, 1], bytes }], {
      inputs: numbers,
    });
    return server.post(infer, body, headers);
  };
  expect((await send(bytesElements(...texts))).json()).toEqual(json.json());
  const invalid = await send(bytesElements("phone", Uint8Array.of(0xff, 0xfe), ""));
  expect(invalid.statusCode).toBe(400);
  expect(invalid.json().error).toContain("Element 1 of the input 'device' is not UTF-8");
  const surrogate = await server.post(infer, { inputs: [...numbers, device(["\ud800", "", ""])] });
  expect(surrogate.statusCode).toBe(400);
});

test("(6) binary and JSON tensors in one request, and binary tensors in the reply", async () => {
  const { body, headers } = binaryBody(
    [
      {
        name: "past_clicks",
        datatype: "FP64",
        shape: [3, 1],
        bytes: new Uint8Array(Float64Array.of(40, Number.NaN, 7.25).buffer),
      },
      {
        name: "clicks",
        datatype: "FP64",
        shape: [3, 1],
        bytes: new Uint8Array(Float64Array.of(3, 0, Number.NaN).buffer),
      },
    ],
    { inputs: [device(visits.map((visit) => visit.device))], parameters: { binary_data_output: true } },
  );
  const reply = await server.post(infer, body, headers);
  expect(reply.headers["content-type"]).toBe("application/octet-stream");
  const { json, binary } = splitReply(reply.rawPayload, reply.headers["inference-header-content-length"]);
  expect(json.outputs).toEqual([
    { name: "probability", datatype: "FP32", shape: [3, 1], parameters: { binary_data_size: 12 } },
  ]);
  expect(Array.from(new Float32Array(new Uint8Array(binary).buffer))).toEqual(probabilities);
  const own = { ...inferBody(), parameters: { binary_data_output: true } };
  const overridden = await server.post(infer, {
    ...own,
    outputs: [{ name: "probability", parameters: { binary_data: false } }],
  });
  expect(overridden.json().outputs[0].data).toEqual(probabilities);
});

test("(7) outputs: by name, none twice, unknown ones refused", async () => {
  const ask = (...names: string[]) =>
    server.post(infer, { ...inferBody(), outputs: names.map((name) => ({ name })) });
  expect((await ask("probability")).json().outputs).toHaveLength(1);
  expect((await ask()).json().outputs).toHaveLength(1);
  expect((await ask("hidden_1")).json().error).toContain("no output 'hidden_1'");
  expect((await ask("probability", "probability")).statusCode).toBe(400);
});

test.each([
  ["a wrong name", [device(["a"]), clicks([1]), { ...past([1]), name: "pst" }], "no input 'pst'"],
  [
    "a wrong datatype",
    [device(["a"]), clicks([1], { datatype: "FP32" }), past([1])],
    "datatype FP32, wanted FP64",
  ],
  ["a wrong rank", [device(["a"]), clicks([1], { shape: [1] }), past([1])], "shape [1], wanted [-1,1]"],
  ["a wrong shape", [device(["a"]), clicks([1, 2], { shape: [1, 2] }), past([1])], "shape [1,2], wanted"],
  ["different rows", [device(["a"]), clicks([1, 2]), past([1])], "has 2 rows where"],
  ["too few elements", [device(["a"]), clicks([], { shape: [1, 1] }), past([1])], "has 0 elements, wanted 1"],
  ["a missing input", [device(["a"]), clicks([1])], "'past_clicks' is missing"],
  [
    "an extra input",
    [device(["a"]), clicks([1]), past([1]), { ...past([1]), name: "extra" }],
    "no input 'extra'",
  ],
  ["an input twice", [device(["a"]), clicks([1]), clicks([1]), past([1])], "given twice"],
  ["an element of a wrong kind", [device(["a"]), clicks(["1"]), past([1])], "is a text, wanted FP64"],
  ["no data", [device(["a"]), { ...clicks([1]), data: undefined }, past([1])], "either 'data' or"],
  [
    "an unknown datatype",
    [device(["a"]), clicks([1], { datatype: "FP128" }), past([1])],
    "inputs.1.datatype",
  ],
])("(8) %s is refused by name", async (_, inputs, message) => {
  const refused = await server.post(infer, { inputs });
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ error: expect.stringContaining(message), code: "REQUEST_INVALID" });
});

test("(9) an unknown model or version is 404", async () => {
  for (const url of [
    "/v2/models/other",
    "/v2/models/will-buy/versions/2",
    "/v2/models/will-buy/versions/03/ready",
  ]) {
    const missing = await server.get(url);
    expect([missing.statusCode, missing.json().code]).toEqual([404, "NOT_FOUND"]);
  }
  const missing = await server.post("/v2/models/will-buy/versions/9/infer", inferBody());
  expect(missing.json().error).toMatch(/^Model will-buy with version 9 not found/);
});

test("(10) gzip and deflate, in and out, with binary tensors", async () => {
  const rows = Array.from({ length: 400 }, () => visits[0]);
  const plain = await server.post(infer, inferBody(rows));
  const coders = { gzip: [gzipSync, gunzipSync], deflate: [deflateSync, inflateSync] } as const;
  for (const [encoding, [encode, decode]] of Object.entries(coders)) {
    const headers = { "content-encoding": encoding, "accept-encoding": encoding };
    const reply = await server.post(infer, encode(JSON.stringify(inferBody(rows))), headers);
    expect(reply.headers["content-encoding"]).toBe(encoding);
    expect(decode(reply.rawPayload).toString()).toBe(plain.payload);
    const binary = binaryBody([], { ...inferBody(rows), parameters: { binary_data_output: true } });
    const bytes = await server.post(infer, encode(binary.body), { ...binary.headers, ...headers });
    const { json } = splitReply(decode(bytes.rawPayload), bytes.headers["inference-header-content-length"]);
    expect(json.outputs[0].parameters.binary_data_size).toBe(1_600);
    const broken = await server.post(infer, encode(JSON.stringify(inferBody(rows))).subarray(0, 30), headers);
    expect([broken.statusCode, typeof broken.json().error]).toEqual([400, "string"]);
  }
  expect((await server.post(infer, "x", { "content-encoding": "br" })).statusCode).toBe(415);
});

test("(11) a bad Inference-Header-Content-Length or a truncated body is refused", async () => {
  const bytes = new Uint8Array(Float64Array.of(1).buffer);
  const { body, headers } = binaryBody([{ name: "clicks", datatype: "FP64", shape: [1, 1], bytes }], {
    inputs: [device(["a"]), past([1])],
  });
  expect((await server.post(infer, body, headers)).statusCode).toBe(200);
  for (const length of ["999999", "-1", "abc", "1e2", "", "0", "12", "9".repeat(40)]) {
    const refused = await server.post(infer, body, { ...headers, "inference-header-content-length": length });
    expect([length, refused.statusCode, typeof refused.json().error]).toEqual([length, 400, "string"]);
  }
  for (const part of [body.subarray(0, body.length - 1), Buffer.concat([body, Buffer.of(0)])])
    expect((await server.post(infer, part, headers)).statusCode).toBe(400);
});

test("(12) no rows give no rows", async () => {
  expect((await server.post(infer, inferBody([]))).json().outputs).toEqual([
    { name: "probability", datatype: "FP32", shape: [0, 1], data: [] },
  ]);
});

test("(13) NaN and Infinity are no JSON; null is a missing value", async () => {
  const { inputs } = inferBody();
  for (const word of ["NaN", "Infinity", "-Infinity", "1e999"]) {
    const text = JSON.stringify({ inputs }).replace("[3,0,null]", `[${word},0,null]`);
    expect([word, (await server.post(infer, text)).statusCode]).toEqual([word, 400]);
  }
  const missing = await server.post(infer, { inputs: [device([null]), clicks([null]), past([null])] });
  const empty = await server.post(infer, { inputs: [device([""]), clicks([null]), past([null])] });
  expect(missing.json()).toEqual(empty.json());
});
