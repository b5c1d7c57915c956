/** What a server's answers leave for the monitors: counted in memory, and rolled up from its log. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { grpcClient } from "../../test/serve/grpc-client.ts";
import { liveApp } from "../../test/serve/live-app.ts";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { visit } from "../../test/serve/visit.ts";
import { AirworthyError } from "../core/error.ts";
import { openEngine } from "../io/engine.ts";
import { openStore } from "../io/store/index.ts";
import { type ServedModel, servedModelOf } from "../stages/7-serve/index.ts";
import { readWindow, rollUp } from "../stages/8-monitor/index.ts";

let packages: ServedPackages;
let model: ServedModel;
beforeAll(async () => {
  packages = await servedPackages();
  model = servedModelOf(packages.loaded);
});
afterAll(() => packages[Symbol.asyncDispose]());

test("a server counts how each route ends, and how long answers and their phases take", async () => {
  const authorise = ({ authorization }: { readonly authorization?: string | undefined }) => {
    if (authorization === "Bearer none") throw new AirworthyError("UNAUTHENTICATED", "no key");
    return null;
  };
  await using server = await liveApp(model, { authorise });
  await server.post("/predict", visit("a", 0));
  await server.post("/predict", [visit("b", 1), visit("c", 2)]);
  await server.post("/predict", "{");
  await server.post("/predict", visit("d", 3), { authorization: "Bearer none" });
  await server.post("/events", visit("e", 4));
  await server.post("/feedback", { event_id: "a", label: true });
  await server.post("/v2/models/will-buy/infer", inferBody());
  await server.post("/v2/models/other/infer", inferBody());
  await server.get("/v2/health/live");
  using client = grpcClient((await server.startGrpc()).port);
  await expect(client.call("ModelInfer", { model_name: "other" })).rejects.toMatchObject({ code: 5 });
  const [minute] = server.counts.due({ all: true });
  expect(minute).toMatchObject({ model: "will-buy", version: 3 });
  const found = minute?.profiles ?? [];
  const ends = found.flatMap((profile) =>
    profile.kind === "outcomes" ? [[profile.name, profile.counts]] : [],
  );
  expect(Object.fromEntries(ends)).toEqual({
    "/predict": { OK: 2, REQUEST_INVALID: 1, UNAUTHENTICATED: 1 },
    "/events": { OK: 1 },
    "/feedback": { OK: 1 },
    "/v2/models/{model}/infer": { OK: 1, NOT_FOUND: 1 },
    "/inference.GRPCInferenceService/ModelInfer": { NOT_FOUND: 1 },
  });
  const counts = found.flatMap((profile) =>
    profile.kind === "latency" ? [[profile.name, profile.count]] : [],
  );
  const batches = expect.any(Number);
  expect(Object.fromEntries(counts)).toEqual({
    total: 3,
    queue: batches,
    features: batches,
    compute: batches,
    log: batches,
  });
});

test("rollUp() profiles what a server logged: columns, features, answers and labels", async () => {
  await using server = await liveApp(model);
  await server.post("/predict", [
    visit("a", 0),
    visit("b", 1, { device: "fridge" }),
    visit("c", 2, { clicks: null }),
  ]);
  await server.post("/feedback", [{ event_id: "a", label: true }]);
  await using store = await openStore(server.location);
  using engine = await openEngine({ threads: 1 });
  const context = { engine, emit: () => undefined, signal: new AbortController().signal };
  const now = Date.now();
  await rollUp({ store, packageOf: async () => packages.loaded }, { ...context, now: () => now + 120_000 });
  const window = { model: "will-buy", version: 3, from: now - 600_000, to: now + 60_000 };
  const found = await readWindow(store, window);
  const known = new Map(
    found.map((profile) => [`${"role" in profile ? profile.role : profile.kind} ${profile.name}`, profile]),
  );
  expect([...known.keys()].toSorted()).toEqual([
    "column clicks",
    "column device",
    "column event_id",
    "column ts",
    "column user_id",
    "feature past_clicks",
    "prediction prediction",
    "prediction probability",
    "quality ",
  ]);
  expect(known.get("column device")).toMatchObject({
    kind: "category",
    rows: 3,
    missing: 0,
    unseen: 1,
    other: 0,
  });
  expect(known.get("column clicks")).toMatchObject({ kind: "number", rows: 3, missing: 1, min: 3, max: 3 });
  expect(known.get("column user_id")).toEqual({
    kind: "opaque",
    name: "user_id",
    role: "column",
    rows: 3,
    missing: 0,
  });
  expect(known.get("feature past_clicks")).toMatchObject({
    kind: "number",
    rows: 3,
    missing: 1,
    min: 3,
    max: 6,
  });
  expect(known.get("prediction prediction")).toMatchObject({
    kind: "category",
    rows: 3,
    missing: 0,
    unseen: 0,
  });
  expect(known.get("quality ")).toMatchObject({ predicted: 3, labelled: 1 });
  for (const text of ["u1", "fridge"]) expect(JSON.stringify(found)).not.toContain(text);
});
