/** /predict, /events and /feedback over a package that the project's own builder made. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LiveApp, liveApp } from "../../test/serve/live-app.ts";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { testApp } from "../../test/serve/test-app.ts";
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

const asked = (server: LiveApp, body: unknown, query = "") => server.post(`/predict${query}`, body);

/** What the log has of the entity. */
async function factsOf(server: LiveApp, entity = "u1") {
  const after = Number.MAX_SAFE_INTEGER;
  const { histories } = await server.eventLog.read({ after, cold: [entity], plan: "none" });
  return histories[0]?.facts ?? [];
}

test("POST /predict is idempotent by event id: the same answer, counted once; another body is a conflict", async () => {
  await using server = await liveApp(model);
  const replies = await Promise.all([1, 2, 3].map(() => asked(server, visit("a", 0))));
  expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
  const later = await asked(server, { ...visit("a", 0) });
  expect(later.body).toBe(replies[0]?.body);
  expect(await factsOf(server)).toHaveLength(1);
  const other = await asked(server, visit("a", 0, { clicks: 4 }));
  expect([other.statusCode, other.json().code]).toEqual([409, "EVENT_CONFLICT"]);
  expect(other.json().rejected).toEqual([
    { row: 1, field: "event_id", rule: "another event has this id", value: null },
  ]);
  expect((await server.post("/events", visit("a", 0, { clicks: 4 }))).statusCode).toBe(409);
  const mixed = (await asked(server, [visit("a", 0), visit("a", 0, { clicks: 5 }), visit("b", 1)])).json();
  expect(mixed.predictions.map((one: { event_id: string }) => one.event_id)).toEqual(["a", "b"]);
  expect(mixed.rejected).toMatchObject([{ row: 2, rule: "another event has this id" }]);
  expect(await factsOf(server)).toHaveLength(2);
});

test("POST /events before /predict with the same id: the event counts once, and the answer does not see it", async () => {
  await using server = await liveApp(model);
  expect((await server.post("/events", visit("a", 0))).json()).toEqual({
    accepted: 1,
    repeated: 0,
    rejected: [],
  });
  const answer = await asked(server, visit("a", 0));
  expect(answer.statusCode, answer.body).toBe(200);
  await using fresh = await liveApp(model);
  const alone = await asked(fresh, visit("a", 0));
  expect(answer.json().probability).toBe(alone.json().probability);
  expect((await server.post("/events", visit("a", 0))).json()).toEqual({
    accepted: 0,
    repeated: 1,
    rejected: [],
  });
  expect(await factsOf(server)).toHaveLength(1);
});

test("POST /predict?record=false logs the answer and leaves the state as it was", async () => {
  await using server = await liveApp(model);
  const first = await asked(server, visit("a", 0), "?record=false");
  expect(await factsOf(server)).toEqual([]);
  const second = await asked(server, visit("b", 1));
  await using fresh = await liveApp(model);
  expect(second.json().probability).toBe((await asked(fresh, visit("b", 1))).json().probability);
  const recorded = await asked(server, visit("a", 0));
  expect(recorded.body).toBe(first.body);
  expect((await factsOf(server)).map((fact) => fact.kind === "event" && fact.id)).toEqual(["b", "a"]);
  expect((await asked(server, visit("c", 0), "?record=maybe")).statusCode).toBe(400);
});

test("POST /predict?explain=true adds how the answer came about, also to the recorded one", async () => {
  await using server = await liveApp(model);
  await server.post("/events", visit("a", 0));
  const explained = (await asked(server, visit("b", 1), "?explain=true")).json();
  expect(explained.explain.inputs).toContainEqual({
    name: "past_clicks",
    origin: "feature",
    value: 3,
    given: false,
  });
  expect(explained.explain.output.values[0]).toBeCloseTo(explained.probability, 6);
  const again = (await asked(server, visit("b", 1), "?explain=true")).json();
  expect(again).toEqual(explained);
});

const refusals = [
  ["no entity", { ...visit("x", 0), user_id: undefined }, "user_id", "missing user_id", null],
  ["no time", { ...visit("x", 0), ts: null }, "ts", "missing ts", null],
  ["a time that is none", visit("x", 0, { ts: "yesterday" }), "ts", /ISO 8601/, '"yesterday"'],
  ["a value out of bounds", visit("x", 0, { clicks: -1 }), "clicks", "clicks out of range", "-1"],
  ["a value of another type", visit("x", 0, { clicks: "many" }), "clicks", /whole number/, '"many"'],
  [
    "personal data of another type",
    visit("x", 0, { user_id: { name: "Ada" } }),
    "user_id",
    /text/,
    "(hidden)",
  ],
  ["a misspelt field", { ...visit("x", 0), devize: "phone", device: undefined }, "devize", /'device'/, null],
  ["a feature", visit("x", 0, { past_clicks: 7 }), "past_clicks", /computed/, null],
  ["a key that is too long", visit("x", 0, { user_id: "u".repeat(2_000) }), "user_id", /1024/, "(hidden)"],
  ["a key with NUL", visit("a\u0000b", 0), "event_id", /NUL/, "(hidden)"],
  ["no object", 7, null, /JSON object/, null],
] as const;

test("POST /predict refuses what it cannot take by field, rule and value, and records nothing", async () => {
  await using server = await liveApp(model);
  for (const [what, body, field, rule, value] of refusals) {
    const reply = await asked(server, body);
    expect([reply.statusCode, reply.json().code], what).toEqual([422, "INPUT_INVALID"]);
    const wanted = typeof rule === "string" ? rule : expect.stringMatching(rule);
    expect(reply.json().rejected[0], what).toEqual({ row: 1, field, rule: wanted, value });
    expect(reply.body).not.toContain("Ada");
  }
  expect(await factsOf(server)).toEqual([]);
  for (const body of ['{"__proto__": {"x": 1}}', `{"a":${"[".repeat(40)}${"]".repeat(40)}}`, "{", "[]", ""]) {
    const reply = await server.post("/predict", body);
    expect([reply.statusCode, reply.json().code], body.slice(0, 20)).toEqual([400, "REQUEST_INVALID"]);
  }
  const tooMany = await asked(server, Array(16_385).fill({}));
  expect([tooMany.statusCode, tooMany.json().code]).toEqual([413, "REQUEST_TOO_LARGE"]);
  const some = await asked(server, [visit("x", 1, { clicks: -1 }), visit("y", 2), 7]);
  expect(some.json().predictions).toMatchObject([{ event_id: "y" }]);
  expect(some.json().rejected.map(({ row }: { row: number }) => row)).toEqual([1, 3]);
});

test("what lies too far behind its entity's latest event is refused, asked or recorded; the future does not count", async () => {
  await using server = await liveApp(model, { live: { maxLatenessMicros: 60_000_000 } });
  const send = async (id: string, minute: number, user = "u1") =>
    (await server.post("/events", visit(id, minute, { user_id: user }))).json();
  expect(await send("a", 10)).toMatchObject({ accepted: 1 });
  expect(await send("b", 9)).toMatchObject({ accepted: 1 });
  expect(await send("c", 8)).toMatchObject({
    code: "EVENT_TOO_LATE",
    rejected: [{ row: 1, field: "ts", rule: expect.stringContaining("too far behind"), value: null }],
  });
  const question = await asked(server, visit("d", 8), "?record=false");
  expect([question.statusCode, question.json().code]).toEqual([422, "EVENT_TOO_LATE"]);
  expect(await send("e", 1, "u2")).toMatchObject({ accepted: 1 });
  expect((await factsOf(server)).length).toBe(2);
  const future = { ...visit("f", 0, { user_id: "u3" }), ts: new Date(Date.now() + 3_600_000).toISOString() };
  expect((await server.post("/events", future)).json()).toMatchObject({ accepted: 1 });
  const present = { ...visit("g", 0, { user_id: "u3" }), ts: new Date(Date.now() - 30_000).toISOString() };
  expect((await server.post("/events", present)).json()).toMatchObject({ accepted: 1 });
});

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
