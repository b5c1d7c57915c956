/** Conformance with the Open Inference Protocol v2 over gRPC: the numbers are those of the project's list of points. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { bytesElements } from "../../../test/serve/binary-body.ts";
import { type GrpcClient, grpcClient, type Message } from "../../../test/serve/grpc-client.ts";
import {
  type InferReply,
  probabilities,
  rawRequest,
  status,
  typedInputs,
} from "../../../test/serve/grpc-tensors.ts";
import {
  inferBody,
  type ServedPackages,
  servedPackages,
  visits,
} from "../../../test/serve/served-package.ts";
import { type TestApp, testApp } from "../../../test/serve/test-app.ts";
import { servedModelOf } from "../../stages/7-serve/index.ts";

let packages: ServedPackages;
let server: TestApp;
let client: GrpcClient;
/** What REST answers. */
let wanted: readonly number[] = [];
beforeAll(async () => {
  packages = await servedPackages();
  server = await testApp(servedModelOf(packages.loaded), { limits: { bodyBytes: 100_000 } });
  client = grpcClient((await server.startGrpc()).port);
  const rest = (await server.post("/v2/models/will-buy/infer", inferBody())).json();
  wanted = rest.outputs[0].data.map((value: number) => Math.fround(value));
});
afterAll(async () => {
  client[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

async function infer(request: Message): Promise<InferReply> {
  return (await client.call("ModelInfer", { model_name: "will-buy", ...request })) as unknown as InferReply;
}

test("(1) six methods, with and without the version", async () => {
  expect(await client.call("ServerLive")).toEqual({ live: true });
  expect(await client.call("ServerReady")).toEqual({ ready: true });
  expect(await client.call("ServerMetadata")).toMatchObject({ name: "airworthy", version: /^\d/ });
  for (const version of ["", "3"]) {
    const model = { name: "will-buy", version };
    expect(await client.call("ModelReady", model)).toEqual({ ready: true });
    expect(await client.call("ModelMetadata", model)).toEqual({
      name: "will-buy",
      versions: ["3"],
      platform: "onnxruntime_onnx",
      inputs: [
        { name: "device", datatype: "BYTES", shape: ["-1", "1"] },
        { name: "clicks", datatype: "FP64", shape: ["-1", "1"] },
        { name: "past_clicks", datatype: "FP64", shape: ["-1", "1"] },
      ],
      outputs: [{ name: "probability", datatype: "FP32", shape: ["-1", "1"] }],
      properties: {},
    });
    const reply = await infer({ model_version: version, inputs: typedInputs() });
    expect(reply).toMatchObject({ model_name: "will-buy", model_version: "3" });
    expect(reply.outputs).toMatchObject([{ name: "probability", datatype: "FP32", shape: ["3", "1"] }]);
    expect(probabilities(reply)).toEqual(wanted);
  }
});

test("(1) Triton's index and configuration, and UNIMPLEMENTED for what is not there", async () => {
  expect(await client.call("RepositoryIndex")).toEqual({
    models: [{ name: "will-buy", version: "3", state: "READY", reason: "" }],
  });
  expect(await client.call("ModelConfig", { name: "will-buy" })).toMatchObject({
    config: {
      name: "will-buy",
      max_batch_size: 0,
      input: [{ data_type: 13 }, { data_type: 12 }, { data_type: 12, dims: ["-1", "1"] }],
      output: [{ name: "probability", data_type: 11, dims: ["-1", "1"] }],
    },
  });
  await expect(client.callPath("/inference.GRPCInferenceService/TraceSetting")).rejects.toMatchObject({
    code: status.UNIMPLEMENTED,
    details: "There is no such method.",
  });
});

test("(2) the id comes back, and none where none was given", async () => {
  expect((await infer({ id: "query 1", inputs: typedInputs() })).id).toBe("query 1");
  expect((await infer({ inputs: typedInputs() })).id).toBe("");
});

test("(3, 5, 6) typed and raw contents answer alike, texts in UTF-8 and the empty one", async () => {
  const raw = await infer(rawRequest());
  const typed = await infer({ inputs: typedInputs() });
  expect(visits.map(({ device }) => device)).toContain("Gerät ✓");
  expect(probabilities(raw)).toEqual(wanted);
  expect(raw).toEqual(typed);
  const empty = typedInputs([{ device: "", clicks: null, past_clicks: null }]);
  const rest = await server.post(
    "/v2/models/will-buy/infer",
    inferBody([{ device: null, clicks: null, past_clicks: null }]),
  );
  expect(probabilities(await infer({ inputs: empty }))).toEqual([
    Math.fround(rest.json().outputs[0].data[0]),
  ]);
});

test("(5) BYTES that are no UTF-8 are refused, typed and raw", async () => {
  const [device, ...numbers] = typedInputs();
  const invalid = [Buffer.from("a"), Buffer.of(0xff), Buffer.from("")];
  await expect(
    infer({ inputs: [{ ...device, contents: { bytes_contents: invalid } }, ...numbers] }),
  ).rejects.toMatchObject({
    details: expect.stringContaining("Element 1 of the input 'device' is not UTF-8"),
  });
  const request = rawRequest();
  const [, ...rest] = request.raw_input_contents as readonly Buffer[];
  await expect(
    infer({ ...request, raw_input_contents: [bytesElements(...invalid), ...rest] }),
  ).rejects.toMatchObject({ details: expect.stringContaining("is not UTF-8") });
});

test("(7) outputs: by name, none twice, unknown ones refused", async () => {
  const ask = (...names: string[]) =>
    infer({ inputs: typedInputs(), outputs: names.map((name) => ({ name })) });
  expect((await ask("probability")).outputs).toHaveLength(1);
  await expect(ask("hidden_1")).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: "The model has no output 'hidden_1'; it has 'probability'.",
  });
  await expect(ask("probability", "probability")).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  const classes = { classification: { int64_param: 2 } };
  await expect(
    infer({ inputs: typedInputs(), outputs: [{ name: "probability", parameters: classes }] }),
  ).rejects.toMatchObject({ details: expect.stringContaining("'classification'") });
});

const [device, clicks, past] = typedInputs([{ device: "a", clicks: 1, past_clicks: 1 }]);

test.each([
  ["a wrong name", [device, clicks, { ...past, name: "pst" }], "no input 'pst'"],
  ["a wrong datatype", [device, { ...clicks, datatype: "FP32" }, past], "datatype FP32, wanted FP64"],
  ["an unknown datatype", [device, { ...clicks, datatype: "FP128" }, past], "datatype FP128, wanted FP64"],
  ["a wrong rank", [device, { ...clicks, shape: [1] }, past], "shape [1], wanted [-1,1]"],
  ["a wrong shape", [device, { ...clicks, shape: [1, 2] }, past], "shape [1,2], wanted"],
  ["a shape below zero", [device, { ...clicks, shape: [-1, 1] }, past], "dimension -1"],
  [
    "a shape beyond all bounds",
    [device, { ...clicks, shape: ["9223372036854775807", 1] }, past],
    "dimension 9",
  ],
  ["different rows", [device, { ...clicks, shape: [2, 1] }, past], "has 2 rows where"],
  [
    "too few elements",
    [device, { ...clicks, contents: {} }, past],
    "has 0 elements in fp64_contents, wanted 1",
  ],
  [
    "another field",
    [device, { ...clicks, contents: { int_contents: [1] } }, past],
    "wanted in fp64_contents",
  ],
  ["a missing input", [device, clicks], "'past_clicks' is missing"],
  ["an extra input", [device, clicks, past, { ...past, name: "extra" }], "no input 'extra'"],
  ["an input twice", [device, clicks, clicks, past], "given twice"],
  [
    "shared memory",
    [device, { ...clicks, parameters: { shared_memory_region: { string_param: "a" } } }, past],
    "lies in shared memory",
  ],
])("(8) %s is refused by name", async (_, inputs, message) => {
  await expect(infer({ inputs })).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining(message),
  });
});

test("(9) an unknown model or version is NOT_FOUND", async () => {
  for (const method of ["ModelReady", "ModelMetadata", "ModelConfig"])
    for (const model of [{ name: "other" }, { name: "will-buy", version: "2" }, { name: "" }])
      await expect(client.call(method, model)).rejects.toMatchObject({ code: status.NOT_FOUND });
  await expect(infer({ model_version: "9", inputs: typedInputs() })).rejects.toMatchObject({
    code: status.NOT_FOUND,
    details: "Model will-buy with version 9 not found: this server has will-buy with version 3.",
  });
});

test("(10) gzip, in and out", async () => {
  using compressed = grpcClient(await server.startGrpc().then(({ port }) => port), {
    "grpc.default_compression_algorithm": 2,
  });
  const rows = Array.from({ length: 400 }, () => visits[0]);
  const reply = await compressed.call("ModelInfer", { model_name: "will-buy", inputs: typedInputs(rows) });
  expect(probabilities(reply as unknown as InferReply)).toEqual(rows.map(() => wanted[0]));
});

test("(12) no rows give no rows", async () => {
  for (const request of [{ inputs: typedInputs([]) }, rawRequest([])]) {
    const reply = await infer(request);
    expect(reply.outputs).toMatchObject([{ name: "probability", shape: ["0", "1"] }]);
    expect(probabilities(reply)).toEqual([]);
  }
});

test("(13) NaN is a missing value, as null is in JSON", async () => {
  const [kind, number, before] = typedInputs([{ device: "", clicks: null, past_clicks: null }]);
  expect(number.contents.fp64_contents).toEqual([Number.NaN]);
  const reply = await infer({ inputs: [kind, number, before] });
  const rest = await server.post(
    "/v2/models/will-buy/infer",
    inferBody([{ device: null, clicks: null, past_clicks: null }]),
  );
  expect(probabilities(reply)).toEqual([Math.fround(rest.json().outputs[0].data[0])]);
});

test("(14) raw beside typed contents, and as many raw ones as inputs", async () => {
  const { inputs, raw_input_contents, ...rest } = rawRequest() as {
    readonly inputs: readonly Message[];
    readonly raw_input_contents: readonly Buffer[];
  };
  const refused = (message: string) => ({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining(message),
  });
  const mixed = [...inputs.slice(0, 2), typedInputs()[2]];
  await expect(infer({ ...rest, inputs: mixed, raw_input_contents })).rejects.toMatchObject(
    refused("'past_clicks' has typed contents beside raw_input_contents"),
  );
  for (const raw of [raw_input_contents.slice(0, 2), [...raw_input_contents, Buffer.alloc(8)]])
    await expect(infer({ ...rest, inputs, raw_input_contents: raw })).rejects.toMatchObject(
      refused(`There are ${raw.length} raw_input_contents for 3 inputs.`),
    );
  const short = [...raw_input_contents.slice(0, 2), Buffer.alloc(7)];
  await expect(infer({ ...rest, inputs, raw_input_contents: short })).rejects.toMatchObject(
    refused("has 7 bytes, wanted 24"),
  );
});

test("(15) outputs are raw, whatever the inputs were", async () => {
  for (const request of [{ inputs: typedInputs() }, rawRequest()]) {
    const { outputs, raw_output_contents } = await infer(request);
    expect(outputs.map(({ contents }) => contents)).toEqual([null]);
    expect(raw_output_contents.map(({ length }) => length)).toEqual([12]);
  }
});

test("(21) a message beyond the limit is RESOURCE_EXHAUSTED", async () => {
  await expect(infer({ id: "x".repeat(110_000), inputs: typedInputs() })).rejects.toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
  });
  expect((await infer({ id: "x".repeat(90_000), inputs: typedInputs() })).id).toHaveLength(90_000);
});
