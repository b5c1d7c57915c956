/** /events, /feedback and metrics over a package that the project's own builder made. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liveApp } from "../../test/serve/live-app.ts";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { testApp } from "../../test/serve/test-app.ts";
import { asked, factsOf, visit } from "../../test/serve/visit.ts";
import { labelHistory, labelReviews, openStore } from "../io/store/index.ts";
import { type ServedModel, servedModelOf } from "../stages/7-serve/index.ts";
import type { ServedProject } from "./project.ts";

let packages: ServedPackages;
let model: ServedModel;
beforeAll(async () => {
  packages = await servedPackages();
  model = servedModelOf(packages.loaded);
});
afterAll(() => packages[Symbol.asyncDispose]());

test("POST /feedback ties labels to predictions and events, keeps those that come first, and refuses what is none", async () => {
  await using server = await liveApp(model);
  const { prediction_id } = (await asked(server, visit("a", 0))).json();
  const tell = async (body: unknown) => (await server.post("/feedback", body)).json();
  expect(await tell({ prediction_id, label: true })).toEqual({
    matched: 1,
    pending: 0,
    repeated: 0,
    rejected: [],
  });
  expect(await tell({ event_id: "a", label: "yes" })).toMatchObject({ repeated: 1 });
  expect(
    await tell([
      { event_id: "a", label: false },
      { event_id: "later", label: true },
    ]),
  ).toMatchObject({
    matched: 1,
    pending: 1,
  });
  await server.post("/events", visit("later", 1));
  const labels = (await factsOf(server)).flatMap((fact) =>
    fact.kind === "label" ? [[fact.eventId, fact.label]] : [],
  );
  expect(labels).toEqual([
    ["a", "true"],
    ["a", "false"],
    ["later", "true"],
  ]);
  for (const [body, field] of [
    [{ prediction_id, label: "perhaps" }, "label"],
    [{ prediction_id, label: null }, "label"],
    [{ prediction_id, label: { toString: 1, valueOf: 1 } }, "label"],
    [{ prediction_id }, "label"],
    [{ label: true }, "prediction_id"],
    [{ prediction_id, event_id: "a", label: true }, "prediction_id"],
    ["true", null],
  ] as const)
    expect(await tell(body)).toMatchObject({ code: "INPUT_INVALID", rejected: [{ row: 1, field }] });
});

test("POST /feedback takes it that a prediction is wrong, and skips one, where there is a project to keep it", async () => {
  await using alone = await liveApp(model);
  const wrongly = await alone.post("/feedback", { prediction_id: "p", wrong: true });
  expect([wrongly.statusCode, wrongly.json().code]).toEqual([404, "NOT_FOUND"]);
  const { location } = alone;
  await using log = await openStore(location);
  const project = { definition: packages.loaded.manifest.definition, log } as unknown as ServedProject;
  await using server = await liveApp(model, { location, project: async () => project });
  const { prediction_id, prediction } = (await asked(server, visit("a", 0))).json();
  const other = (await asked(server, visit("b", 1))).json();
  const reply = await server.post("/feedback", [
    { event_id: "b", label: true },
    { prediction_id, wrong: true, source: "support" },
    { prediction_id: other.prediction_id, skip: true },
    { prediction_id: "nobody", wrong: true },
    { prediction_id, wrong: true, label: true },
    { prediction_id, wrong: true, source: "settled" },
    { prediction_id, wrong: true, source: "(source)" },
    { event_id: "b", label: true, source: "(events)" },
  ]);
  expect(reply.json()).toMatchObject({
    ...{ matched: 3, pending: 0 },
    rejected: [
      { row: 4, field: "prediction_id", rule: "no prediction with this id was logged" },
      { row: 5, field: null },
      { row: 6, field: "source" },
      { row: 7, field: "source" },
      { row: 8, field: "source" },
    ],
  });
  expect(await labelHistory(log, prediction_id)).toMatchObject([
    { label: String(!prediction), source: "support" },
  ]);
  expect(await labelReviews(log, [other.prediction_id])).toMatchObject([{ kind: "skipped" }]);
});

test("POST /events takes lines of any number as a stream, names those that are none, and bounds a line", async () => {
  await using server = await liveApp(model, { limits: { bodyBytes: 4_096, lineBytes: 300 } });
  const lines = Array.from({ length: 2_500 }, (_, n) =>
    JSON.stringify(visit(`e${n}`, n % 60, { user_id: `u${n % 7}` })),
  );
  lines[9] = "{oops";
  lines[19] = `"${"x".repeat(400)}"`;
  lines[29] = JSON.stringify(visit("e29", 1, { clicks: -1 }));
  lines[39] = '{"__proto__": 1}';
  const stream = { "content-type": "application/x-ndjson" };
  const reply = await server.post("/events", `${lines.join("\r\n")}\n\n`, stream);
  expect(reply.json()).toEqual({
    accepted: 2_496,
    repeated: 0,
    rejected: [
      { row: 10, field: null, rule: "the line is no JSON that can be taken", value: null },
      { row: 20, field: null, rule: "the line is too long", value: null },
      { row: 40, field: null, rule: "the line is no JSON that can be taken", value: null },
      { row: 30, field: "clicks", rule: "clicks out of range", value: "-1" },
    ],
  });
  expect((await server.post("/events", lines.slice(0, 8).join("\n"), stream)).json()).toMatchObject({
    repeated: 8,
  });
  const gzip = { ...stream, "content-encoding": "gzip" };
  expect((await server.post("/events", gzipSync(lines.slice(0, 9).join("\n")), gzip)).json()).toMatchObject({
    repeated: 9,
  });
  expect((await server.post("/predict", lines[0], stream)).statusCode).toBe(415);
  expect((await server.post("/events", `[${lines.slice(0, 80)}]`)).statusCode).toBe(413);
});

test("without an event log the routes say so; the model's own inputs are answered all the same", async () => {
  await using server = await testApp(model);
  for (const path of ["/predict", "/events", "/feedback"])
    expect((await server.post(path, visit("a", 0))).json().code).toBe("NOT_FOUND");
  expect((await server.post("/v2/models/will-buy/infer", inferBody())).statusCode).toBe(200);
});

test("counts and times of what was asked are told to Prometheus, and nothing of it is logged", async () => {
  await using server = await liveApp(model);
  await asked(server, [visit("a", 0), visit("b", 1), visit("c", 1, { clicks: -1 })]);
  await server.post("/events", [visit("d", 2, { user_id: "Ada" }), visit("a", 0)]);
  await server.post("/feedback", { event_id: "nobody", label: true });
  const { body } = await server.get("/metrics");
  const version = 'model="will-buy",version="3"';
  expect(body).toContain(`airworthy_predictions_total{${version},code="OK"} 2`);
  expect(body).toContain(`airworthy_predictions_total{${version},code="INPUT_INVALID"} 1`);
  expect(body).toContain('airworthy_events_total{outcome="accepted"} 1');
  expect(body).toContain('airworthy_events_total{outcome="repeated"} 1');
  expect(body).toContain('airworthy_feedback_total{outcome="pending"} 1');
  expect(JSON.stringify(server.log)).not.toMatch(/Ada|u1|nobody/);
});
