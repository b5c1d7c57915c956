import { afterAll, beforeAll, expect, test } from "vitest";
import { liveApp } from "../../test/serve/live-app.ts";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { asked, factsOf, visit } from "../../test/serve/visit.ts";
import { type ServedModel, servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
let model: ServedModel;
beforeAll(async () => {
  packages = await servedPackages();
  model = servedModelOf(packages.loaded);
});
afterAll(() => packages[Symbol.asyncDispose]());

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
