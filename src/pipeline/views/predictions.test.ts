import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boolean, category, csv, integer, mlp, pipeline, text, timestamp } from "../../index.ts";
import { openStore, type Store } from "../../io/store/index.ts";
import { predictionList } from "./prediction-list.ts";

const definition = pipeline({
  name: "m",
  events: {
    ...{ source: csv("x.csv"), id: "id", entity: "user", time: "at", label: "bought" },
    columns: {
      ...{
        id: text(),
        user: text(),
        at: timestamp(),
        device: category(),
        pages: integer(),
        bought: boolean(),
      },
    },
  },
  features: () => ({}),
  model: mlp({ hidden: [4], epochs: 1 }),
});

const count = 30_000;
let directory: string;
let log: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-predictions-"));
  log = await openStore(join(directory, "store.sqlite"));
  const all = Array.from({ length: count }, (_, index) => prediction(index + 1));
  for (let at = 0; at < all.length; at += 1_000)
    await log.db
      .insertInto("predictions")
      .values(all.slice(at, at + 1_000))
      .execute();
  await log.db
    .insertInto("feedback")
    .values([report(1, 10, "true", "a"), report(2, 10, "false", "b")])
    .execute();
  await log.db
    .insertInto("feedback")
    .values([report(3, 29_990, "true", ""), report(4, 500, "true", "")])
    .execute();
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Its score grows with its place; every hundredth is of the entity "rare". */
function prediction(seq: number) {
  const answer = { prediction_id: `p${seq}`, prediction: seq > count / 2, probability: seq / count };
  return {
    ...{ seq, id: `p${seq}`, event_id: `e${seq}`, entity: seq % 5_000 === 0 ? "rare" : `u${seq % 7}` },
    ...{ time: seq * 1_000_000, received_at: seq * 1_000, model: "m", version: seq > 20_000 ? 2 : 1 },
    body: JSON.stringify({ max_lateness_us: 0, raw: {}, inputs: {}, answer }),
  };
}

function report(seq: number, of: number, label: string, source: string) {
  return {
    ...{ seq: 100_000 + seq, prediction_id: of % 20 === 0 ? `p${of}` : null },
    ...{ event_id: of % 20 === 0 ? null : `e${of}`, label, source, received_at: seq, entity: null },
    ...{ of_event: null, effective_seq: null, effective_at: null, known_at: null },
  };
}

const ask = (
  filter: Parameters<typeof predictionList>[0]["filter"],
  options: { readonly limit?: number; readonly cursor?: number | null; readonly policy?: "majority" } = {},
) => predictionList({ definition, log, filter, limit: options.limit ?? 50, cursor: options.cursor ?? null });

test("predictionList() gives the newest first and goes on where a page ended", async () => {
  const first = await ask({}, { limit: 3 });
  expect(first.predictions.map(({ id }) => id)).toEqual(["p30000", "p29999", "p29998"]);
  const second = await ask({}, { limit: 3, cursor: first.cursor });
  expect(second.predictions.map(({ id }) => id)).toEqual(["p29997", "p29996", "p29995"]);
  expect(first.predictions[0]).toEqual({
    ...{ id: "p30000", eventId: "e30000", entity: "rare", receivedAt: new Date(30_000_000).toISOString() },
    ...{ time: new Date(30_000_000).toISOString().replace(".000", ""), version: 2, prediction: true },
    ...{ probability: 1, label: null, right: null, opinions: 0 },
  });
});

test("predictionList() finds by id, event, entity, version, time and score, wherever they are", async () => {
  const ids = async (filter: Parameters<typeof ask>[0]) =>
    (await ask(filter)).predictions.map(({ id }) => id);
  expect(await ids({ id: "p7" })).toEqual(["p7"]);
  expect(await ids({ id: "e8" })).toEqual(["p8"]);
  expect(await ids({ id: "nothing" })).toEqual([]);
  expect(await ids({ entity: "rare" })).toEqual([30, 25, 20, 15, 10, 5].map((one) => `p${one}000`));
  expect((await ids({ version: 1 }))[0]).toBe("p20000");
  expect(await ids({ from: 99_000, to: 101_000 })).toEqual(["p100", "p99"]);
  expect(await ids({ from: 99_000, to: 101_000, version: 2 })).toEqual([]);
  expect(await ids({ scoreFrom: 0.5, scoreTo: 0.50005 })).toEqual(["p15001", "p15000"]);
  expect(await ids({ from: 10 ** 12 })).toEqual([]);
});

test("predictionList() tells right from wrong by the label that holds", async () => {
  const ids = async (verdict: "right" | "wrong" | "labelled") =>
    (await ask({ verdict })).predictions.map(({ id }) => id);
  expect(await ids("labelled")).toEqual(["p29990", "p500", "p10"]);
  expect(await ids("wrong")).toEqual(["p500"]);
  expect(await ids("right")).toEqual(["p29990", "p10"]);
  const { predictions } = await ask({ id: "p10" });
  expect(predictions).toMatchObject([{ label: false, right: true, opinions: 2 }]);
  const trusted = { ...definition, feedback: { policy: { kind: "trusted", sources: ["a"] } } } as const;
  const other = await predictionList({
    definition: trusted,
    log,
    filter: { id: "p10" },
    limit: 5,
    cursor: null,
  });
  expect(other.predictions).toMatchObject([{ label: true, right: false, opinions: 2 }]);
});

test("predictionList() goes through everything once where pages are cut anywhere", async () => {
  const seen: string[] = [];
  for (let cursor: number | null = null, first = true; first || cursor !== null; first = false) {
    const page = await ask({ entity: "u3", scoreTo: 0.1 }, { limit: 37, cursor });
    seen.push(...page.predictions.map(({ id }) => id));
    cursor = page.cursor;
  }
  const wanted = Array.from({ length: 3_000 }, (_, index) => 3_000 - index).filter((seq) => seq % 7 === 3);
  expect(seen).toEqual(wanted.map((seq) => `p${seq}`));
});

test("predictionList() hides who it was where the entity is personal", async () => {
  const { events } = definition;
  const user = { ...events.columns.user, kind: "text", pii: true } as const;
  const personal = { ...definition, events: { ...events, columns: { ...events.columns, user } } };
  const { predictions } = await predictionList({
    ...{ definition: personal, log, filter: { entity: "rare" }, limit: 1, cursor: null },
  });
  expect(predictions).toMatchObject([{ id: "p30000", entity: "(hidden)" }]);
});

test("predictionList() looks at a bounded part of the log where scores or labels are asked, and says how far it came", async () => {
  await using other = await openStore(join(directory, "far.sqlite"));
  await other.db.insertInto("predictions").values([1, 60_000, 100_000].map(prediction)).execute();
  const list = (filter: Parameters<typeof ask>[0], cursor: number | null = null) =>
    predictionList({ definition, log: other, filter, limit: 50, cursor });
  const at = (seq: number) => new Date(seq * 1_000).toISOString();
  for (const filter of [{ scoreFrom: 5 }, { scoreTo: -1 }, { verdict: "wrong" }] as const) {
    const first = await list(filter);
    expect(first).toEqual({ predictions: [], cursor: 50_001, lookedTo: at(60_000) });
    expect(await list(filter, first.cursor)).toEqual({ predictions: [], cursor: null, lookedTo: null });
  }
  expect(await list({ entity: "nobody" })).toEqual({ predictions: [], cursor: null, lookedTo: null });
  const { lookedTo } = await predictionList({ definition, log: other, filter: {}, limit: 2, cursor: null });
  expect(lookedTo).toBe(at(60_000));
});
