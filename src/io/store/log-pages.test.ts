import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { event, feedback, prediction, put } from "../event-log/entries.test-support.ts";
import { openEventLog } from "../event-log/index.ts";
import {
  eventPages,
  labelPages,
  loggedLines,
  logPosition,
  newestPredictionsFrom,
  openStore,
  predictionPages,
} from "./index.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-pages-"));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function sizesAndRows<T>(pages: AsyncIterable<readonly T[]>): Promise<{ sizes: number[]; rows: T[] }> {
  const found: (readonly T[])[] = [];
  for await (const page of pages) found.push(page);
  return { sizes: found.map(({ length }) => length), rows: found.flat() };
}

const kinds = ["sqlite", "postgres"] as const;

async function newLocation(kind: (typeof kinds)[number], name: string): Promise<string> {
  return kind === "postgres" ? await server.newDatabase() : join(directory, `${name}.sqlite`);
}

test.each(kinds)(
  "loggedLines() on %s gives each prediction of the span once, and those of one time together",
  async (kind) => {
    const location = await newLocation(kind, "lines");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    const times = [90, 100, 101, 101, 101, 101, 107, 107, 130, 131];
    for (const [index, at] of times.entries()) await put(log, [prediction(`p${index}`, null, "ü")], at);
    const { model, version } = prediction("p", null, "u");
    const read = async (pageSize: number, of = version) => {
      const pages: { received_at: number; body: unknown }[][] = [];
      for await (const page of loggedLines(store, { model, version: of, from: 100, to: 131, pageSize })) {
        const [last, ...lines] = Buffer.from(page.lines).toString().split("\n").reverse();
        expect(last).toBe("");
        pages.push(lines.map((line) => JSON.parse(line)));
      }
      return pages;
    };
    for (const pageSize of [1, 2, 3, 100]) {
      const found = (await read(pageSize)).flat();
      expect(found.map(({ received_at: at }) => at).sort()).toEqual(times.slice(1, -1));
      expect(new Set(found.map(({ body }) => JSON.stringify(body))).size).toBe(8);
    }
    expect((await read(2)).map(({ length }) => length)).toEqual([1, 4, 2, 1]);
    expect(await read(2, version + 1)).toEqual([]);
  },
);

test.each(kinds)(
  "loggedLines() on %s joins no more bytes at once than it is told, also of those of one time",
  async (kind) => {
    const location = await newLocation(kind, "bytes");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    const sizes = [10, 400, 400, 400, 2_000, 400, 10];
    const entries = sizes.map((size, index) => {
      const own = prediction(`p${index}`, null, "ü");
      return { ...own, body: JSON.stringify({ id: index, filler: "é".repeat(size) }) }; // two bytes each
    });
    await put(log, entries, 100);
    const { model, version } = prediction("p", null, "u");
    const pages: { seq: number; body: { id: number } }[][] = [];
    const span = { model, version, from: 100, to: 101, pageBytes: 1_660 };
    for await (const { lines } of loggedLines(store, span))
      pages.push(
        Buffer.from(lines)
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line)),
      );
    const ids = pages.map((page) => page.map(({ body }) => body.id).sort());
    expect(ids).toEqual([[0, 1], [2, 3], [4], [5, 6]]);
  },
);

test.each(kinds)(
  "loggedLines() on %s reads long bodies apart, tells where labels are, and gives each page's memory back",
  async (kind) => {
    const location = await newLocation(kind, "long");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    const sizes = [10, 900, 10, 10, 10, 10, 2_000];
    for (const [index, size] of sizes.entries()) {
      const body = JSON.stringify({ id: index, filler: "x".repeat(size) });
      await put(log, [{ ...prediction(`p${index}`, `e${index}`, "u"), body }], 100 + index);
    }
    await put(log, [feedback({ prediction: "p2" }, "true"), feedback({ event: "e6" }, "false")], 200);
    const { model, version } = prediction("p", null, "u");
    const pages: { ids: number[]; from: number; isLabelled: boolean }[] = [];
    const seen: Uint8Array[] = [];
    const span = { model, version, from: 100, to: 107, pageSize: 2, pageBytes: 400 };
    for await (const { lines, from, isLabelled } of loggedLines(store, span)) {
      // What is only a part of somebody else's memory stays.
      expect(seen.filter(({ buffer, length }) => length > 0 && buffer.byteLength === length)).toEqual([]);
      seen.push(lines);
      const text = Buffer.from(lines).toString().trimEnd();
      const ids = text.split("\n").map((line) => (JSON.parse(line) as { body: { id: number } }).body.id);
      pages.push({ ids: ids.sort(), from, isLabelled });
    }
    expect(pages).toEqual([
      { ids: [0], from: 100, isLabelled: false },
      { ids: [1], from: 100, isLabelled: false },
      { ids: [2, 3], from: 102, isLabelled: true },
      { ids: [4, 5], from: 104, isLabelled: false },
      { ids: [6], from: 106, isLabelled: true },
    ]);
  },
);

test.each(kinds)(
  "newestPredictionsFrom() on %s finds where the newest begin, and looks at nothing before its span",
  async (kind) => {
    const location = await newLocation(kind, "newest");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    for (let index = 0; index < 6; index += 1)
      await put(log, [prediction(`p${index}`, null, "u")], 100 + index);
    const { model, version } = prediction("p", null, "u");
    const from = (most: number, since: number) =>
      newestPredictionsFrom(store, { model, version, from: since, most });
    expect(await from(2, 0)).toBe(104);
    expect(await from(6, 0)).toBe(0);
    expect(await from(2, 103)).toBe(104);
    expect(await from(2, 104)).toBe(104);
    expect(await from(2, 105)).toBe(105);
    expect(await newestPredictionsFrom(store, { model, version: version + 1, from: 7, most: 1 })).toBe(7);
  },
);

test.each(kinds)(
  "pages of %s hold each row once, up to a place of the log, and end with it",
  async (kind) => {
    const location = await newLocation(kind, "store");
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    expect(await logPosition(store)).toBe(0);
    expect(await sizesAndRows(predictionPages(store, { since: null, upTo: 0 }))).toEqual({
      sizes: [],
      rows: [],
    });
    const users = ["u", "v", "w"];
    for (let index = 0; index < 7; index += 1) {
      const user = users[index % 3] ?? "";
      await put(log, [prediction(`p${index}`, `e${index}`, user), event(`e${index}`, user)], 100 + index);
    }
    const upTo = await logPosition(store);
    expect(upTo).toBe(14);
    await put(
      log,
      [
        feedback({ prediction: "p3" }, "true"),
        feedback({ event: "e4" }, "true"),
        feedback({ event: "e9" }, "false"),
      ],
      200,
    );
    await put(log, [prediction("p8", "e8", "u"), event("e9", "u")], 300);
    const end = await logPosition(store);

    const predictions = await sizesAndRows(predictionPages(store, { since: null, upTo, pageSize: 3 }));
    expect(predictions.sizes).toEqual([3, 3, 1]);
    expect(predictions.rows.map(({ id }) => id)).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6"]);
    expect(predictions.rows[2]).toEqual({ ...prediction("p2", "e2", "w"), seq: 5, receivedAt: 102 });
    const late = await sizesAndRows(predictionPages(store, { since: 105, upTo: end, pageSize: 2 }));
    expect(late.rows.map(({ id }) => id)).toEqual(["p5", "p6", "p8"]);
    expect((await sizesAndRows(predictionPages(store, { since: 301, upTo: end }))).rows).toEqual([]);
    // Had while the clock stood back.
    await put(log, [prediction("p9", null, "u")], 104);
    const back = await sizesAndRows(predictionPages(store, { since: 106, upTo: end + 1 }));
    expect(back.rows.map(({ id }) => id)).toEqual(["p6", "p8"]);

    const events = await sizesAndRows(eventPages(store, ["u", "w", "nobody"], { upTo, pageSize: 2 }));
    expect(events.rows.map(({ id }) => id)).toEqual(["e0", "e2", "e3", "e5", "e6"]);
    expect(events.rows[1]).toEqual({ ...event("e2", "w"), seq: 6, receivedAt: 102 });

    expect((await sizesAndRows(labelPages(store, users, { upTo }))).rows).toEqual([]);
    const labels = await sizesAndRows(labelPages(store, users, { upTo: end, pageSize: 1 }));
    expect(
      labels.rows.map(({ seq, entity, eventId, receivedAt }) => [seq, entity, eventId, receivedAt]),
    ).toEqual([
      [15, "u", "e3", 200],
      [16, "v", "e4", 200],
      [end, "u", "e9", 300],
    ]);
  },
);
