/** /predict, /events and /feedback over a package that the project's own builder made. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { liveApp } from "../../test/serve/live-app.ts";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { type ServedModel, servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
let model: ServedModel;
beforeAll(async () => {
  packages = await servedPackages();
  model = servedModelOf(packages.loaded);
});
afterAll(() => packages[Symbol.asyncDispose]());

/** `n` minutes past ten. */
const at = (n: number) => `2026-03-01T10:${String(n).padStart(2, "0")}:00Z`;

const visit = (id: string, minute: number, change: Readonly<Record<string, unknown>> = {}) => ({
  event_id: id,
  user_id: "u1",
  ts: at(minute),
  device: "phone",
  clicks: 3,
  ...change,
});

test("POST /predict answers a raw event from what its entity did before, and names the version", async () => {
  await using server = await liveApp(model);
  const first = await server.post("/predict", visit("a", 0));
  expect(first.statusCode, first.body).toBe(200);
  expect(first.json()).toEqual({
    prediction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    event_id: "a",
    prediction: expect.any(Boolean),
    probability: expect.any(Number),
    threshold: 0.5,
    model_name: "will-buy",
    model_version: 3,
  });
  const second = await server.post("/predict", visit("b", 1));
  const direct = async (past: number | null) => {
    const column = (name: string, datatype: string, value: unknown) => ({
      name,
      datatype,
      shape: [1, 1],
      data: [value],
    });
    const inputs = [
      column("device", "BYTES", "phone"),
      column("clicks", "FP64", 3),
      column("past_clicks", "FP64", past),
    ];
    return (await server.post("/v2/models/will-buy/infer", { inputs })).json().outputs[0].data[0];
  };
  expect(first.json().probability).toBeCloseTo(await direct(null), 6);
  expect(second.json().probability).toBeCloseTo(await direct(3), 6);
  expect(second.json().probability).not.toBeCloseTo(first.json().probability, 6);
});
