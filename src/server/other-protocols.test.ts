/** MLflow's scoring server and TensorFlow Serving's REST interface answer as the Open Inference Protocol does. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { inferBody, type ServedPackages, servedPackages, visits } from "../../test/serve/served-package.ts";
import { busyModel } from "../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../test/serve/test-app.ts";
import { servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
let server: TestApp;
let probabilities: readonly number[] = [];
beforeAll(async () => {
  packages = await servedPackages();
  server = await testApp(servedModelOf(packages.loaded));
  probabilities = (await server.post("/v2/models/will-buy/infer", inferBody())).json().outputs[0].data;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

const columns = ["clicks", "device", "past_clicks"] as const;
const column = (name: (typeof columns)[number]) => visits.map((visit) => visit[name]);
const byColumn = Object.fromEntries(columns.map((name) => [name, column(name)]));

test.each([
  [
    "dataframe_split",
    { columns, data: visits.map((visit) => columns.map((name) => visit[name])), index: [0, 1, 2] },
  ],
  ["dataframe_records", visits],
  ["dataframe_records", visits.map((visit) => ({ ...visit, more: "ignored" }))],
  ["instances", visits],
  ["instances", visits.map(({ device, clicks, past_clicks }) => [device, clicks, past_clicks])],
  ["inputs", byColumn],
])("POST /invocations takes %s", async (form, rows) => {
  const reply = await server.post("/invocations", { [form]: rows });
  expect(reply.json()).toEqual({ predictions: probabilities });
});

test("POST /invocations takes CSV, whose empty fields are missing values", async () => {
  const csv = 'past_clicks,device,clicks\r\n40,phone,3\r\n,"desktop",0\r\n7.25,Gerät ✓,\r\n';
  for (const type of ["text/csv", "text/csv; charset=utf-8"]) {
    const reply = await server.post("/invocations", csv, { "content-type": type });
    expect(reply.json()).toEqual({ predictions: probabilities });
  }
});

test.each([
  ["none of the four forms", {}, "exactly one of"],
  ["two of them", { instances: visits, inputs: byColumn }, "exactly one of"],
  ["a missing column", { dataframe_records: [{ device: "a", clicks: 1 }] }, "'past_clicks' is missing"],
  [
    "a value of a wrong kind",
    { dataframe_records: [{ ...visits[0], clicks: "many" }] },
    "is a text, wanted FP64",
  ],
  ["a short row", { dataframe_split: { columns, data: [[1, "a"]] } }, "Row 0 is no array of 3"],
  ["columns of different lengths", { inputs: { ...byColumn, clicks: [1] } }, "has 1 elements, wanted 3"],
])("POST /invocations refuses %s as MLflow does", async (_, body, message) => {
  const refused = await server.post("/invocations", body);
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({
    error_code: "BAD_REQUEST",
    message: expect.stringContaining(message),
    error: expect.stringContaining(message),
  });
});

test("POST /invocations refuses other content types and encodings", async () => {
  for (const type of ["application/json; charset=latin-1", "text/plain", "application/x-www-form-urlencoded"])
    expect(
      (await server.post("/invocations", { instances: visits }, { "content-type": type })).statusCode,
    ).toBe(415);
  const broken = await server.post("/invocations", "a,b\n1\n", { "content-type": "text/csv" });
  expect(broken.json().error).toContain("not CSV");
  const words = await server.post("/invocations", "device,clicks,past_clicks\na,many,1\n", {
    "content-type": "text/csv",
  });
  expect(words.json().error).toContain("Element 0 of the input 'clicks'");
});

test("GET /ping, /health and /version answer as MLflow's", async () => {
  for (const url of ["/ping", "/health"]) expect((await server.get(url)).statusCode).toBe(200);
  expect((await server.get("/version")).payload).toMatch(/^\d+\.\d+\.\d+$/);
});

const predict = "/v1/models/will-buy:predict";

test(":predict takes rows and columns, and keeps the shape of the output", async () => {
  const shaped = probabilities.map((value) => [value]);
  for (const url of [predict, "/v1/models/will-buy/versions/3:predict"]) {
    expect((await server.post(url, { instances: visits })).json()).toEqual({ predictions: shaped });
    expect((await server.post(url, { signature_name: "serving_default", inputs: byColumn })).json()).toEqual({
      outputs: shaped,
    });
  }
  const bytes = visits.map((visit) => ({
    ...visit,
    device: { b64: Buffer.from(visit.device).toString("base64") },
  }));
  expect((await server.post(predict, { instances: bytes })).json()).toEqual({ predictions: shaped });
});

test(":predict takes the values alone where the model has one input", async () => {
  await using busy = await testApp(busyModel(2));
  expect((await busy.post("/v1/models/busy:predict", { instances: [1, 2] })).json()).toEqual({
    predictions: [[2], [4]],
  });
  expect((await busy.post("/v1/models/busy:predict", { instances: [[1], [2]] })).json()).toEqual({
    predictions: [[2], [4]],
  });
  expect((await busy.post("/v1/models/busy:predict", { inputs: [[3]] })).json()).toEqual({ outputs: [[6]] });
});

test.each([
  ["both forms", { instances: visits, inputs: byColumn }, "exactly one of"],
  ["neither", {}, "exactly one of"],
  ["an unknown signature", { signature_name: "other", instances: visits }, "not 'other'"],
  ["an unknown input", { instances: visits.map((visit) => ({ ...visit, extra: 1 })) }, "no input 'extra'"],
  ["bytes that are no base64", { instances: [{ ...visits[0], device: { b64: "!" } }] }, "no base64"],
  ["bytes that are no text", { instances: [{ ...visits[0], device: { b64: "/w==" } }] }, "not UTF-8"],
  ["a row that is no object", { instances: [1] }, "must be an object"],
  ["an input that is no array", { inputs: { ...byColumn, clicks: 1 } }, "no array of rows"],
])(":predict refuses %s", async (_, body, message) => {
  const refused = await server.post(predict, body);
  expect([refused.statusCode, refused.json().error]).toEqual([400, expect.stringContaining(message)]);
});

test("GET /v1/models tells the state of the model; unknown ones are 404", async () => {
  const status = { error_code: "OK", error_message: "" };
  for (const url of ["/v1/models/will-buy", "/v1/models/will-buy/versions/3"])
    expect((await server.get(url)).json()).toEqual({
      model_version_status: [{ version: "3", state: "AVAILABLE", status }],
    });
  expect((await server.get("/v1/models/other")).statusCode).toBe(404);
  expect((await server.post("/v1/models/will-buy/versions/2:predict", { instances: [] })).statusCode).toBe(
    404,
  );
});
