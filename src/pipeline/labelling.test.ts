/** What is worth a label, where sources differ, and what people say of both, on both databases. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/postgres/postgres-server.ts";
import type { Definition } from "../core/definition/index.ts";
import { type EventLog, type FeedbackEntry, type LogEntry, openEventLog } from "../io/event-log/index.ts";
import { deleteEntity, labelHistory, labelReviews, openStore, type Store } from "../io/store/index.ts";
import {
  monday,
  predictionOf,
  type Row,
  type Scene,
  scene,
} from "../stages/8-monitor/roll-up/scene.test.helper.ts";
import { contradictions, labelQueue, settleLabel } from "./labelling.ts";
import { reportPredictions } from "./report-predictions.ts";

let server: PostgresServer;
let place: Scene;
let directory: string;
let definition: Definition;
beforeAll(async () => {
  [server, place] = await Promise.all([startPostgres(), scene()]);
  directory = await mkdtemp(join(tmpdir(), "airworthy-labelling-"));
  definition = place.package.manifest.definition;
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const usual: Row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
const about = (id: string, label: unknown, source = ""): FeedbackEntry => {
  const entry = { kind: "feedback", predictionId: id, eventId: null, label: JSON.stringify(label) } as const;
  return source === "" ? entry : { ...entry, source };
};

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    let location: string;
    let stores = 0;
    beforeEach(async () => {
      location = kind === "postgres" ? await server.newDatabase() : join(directory, `${stores++}.sqlite`);
    });

    async function opened<T>(work: (log: Store, appender: EventLog) => Promise<T>): Promise<T> {
      await using appender = await openEventLog(location);
      await using log = await openStore(location);
      return await work(log, appender);
    }
    const put = async (appender: EventLog, entries: readonly LogEntry[], now = monday) =>
      expect((await appender.append(entries, { seen: Number.MAX_SAFE_INTEGER, now })).status).toBe(
        "appended",
      );

    test("labelQueue() asks for what is unsure, new, reported or by chance, and for nothing twice", async () => {
      await opened(async (log, appender) => {
        const rows = Array.from({ length: 400 }, (_, index) => predictionOf(`usual ${index}`, usual));
        const fridges = Array.from({ length: 60 }, (_, index) =>
          predictionOf(`fridge ${index}`, { ...usual, device: "fridge" }),
        );
        const unsure = [0.5, 0.49, 0.52].map((probability, index) =>
          predictionOf(`unsure ${index}`, { ...usual, probability }),
        );
        const same = [0.501, 0.499].map((probability, index) => ({
          ...predictionOf(`crowd ${index}`, { ...usual, probability }),
          entity: "crowd",
        }));
        await put(appender, [...rows, ...fridges, ...unsure, ...same]);
        await put(appender, [
          about("usual 0", true),
          about("unsure 2", true),
          about("usual 1", true, "crm"),
          about("usual 1", false, "survey"),
        ]);
        const skip = { predictionId: "unsure 1", kind: "skipped", who: "ann", note: "" } as const;
        expect(await reportPredictions(log, [skip], { definition, now: monday })).toEqual([{ kind: "kept" }]);
        const input = { log, package: place.package, now: monday + 1_000 };
        const queue = await labelQueue({ ...input, limit: 20 });
        expect(queue).toMatchObject({ model: "will-buy", version: 3, looked: 465, waiting: 465 - 3 });
        expect(queue.items).toHaveLength(20);
        const of = (reason: string) => queue.items.filter((item) => item.reason === reason);
        expect(of("wrong").map(({ predictionId, why }) => [predictionId, why])).toEqual([
          ["usual 1", "Sources differ on its label."],
        ]);
        const asked = queue.items.map(({ predictionId }) => predictionId);
        expect(new Set(asked).size).toBe(20);
        for (const known of ["usual 0", "unsure 1", "unsure 2"]) expect(asked).not.toContain(known);
        expect(of("uncertain").map(({ predictionId }) => predictionId)).toContain("unsure 0");
        expect(of("uncertain")[0]?.why).toContain("close to the threshold of 0.500");
        expect(asked.filter((id) => id.startsWith("crowd")).length).toBe(1);
        expect(of("drifting").length).toBeGreaterThanOrEqual(4);
        for (const { predictionId, why, inputs } of of("drifting")) {
          expect([predictionId.split(" ")[0], inputs.device]).toEqual(["fridge", "fridge"]);
          expect(why).toMatch(/^device: 13\.0% of the rows .* where 0\.0% had/);
        }
        expect(of("random")).toHaveLength(4);
        const again = await labelQueue({ ...input, limit: 20 });
        expect(again.items).toEqual(queue.items);
        expect((await labelQueue({ ...input, now: monday + 8 * 86_400_000 })).looked).toBe(0);
      });
    });

    test("labelQueue() draws by chance without a look at what a prediction is", async () => {
      await opened(async (log, appender) => {
        const rows = Array.from({ length: 600 }, (_, index) => {
          const entry = predictionOf(`p${index}`, { ...usual, probability: index % 3 === 0 ? 0.5 : 0.99 });
          return index % 2 === 0 ? entry : { ...entry, entity: "crowd" };
        });
        await put(appender, rows);
        const { items } = await labelQueue({ log, package: place.package, now: monday + 1, limit: 600 });
        const drawn = items.filter(({ reason }) => reason === "random").slice(0, 120);
        const share = drawn.filter(({ probability }) => probability === 0.5).length / drawn.length;
        expect(Math.abs(share - 1 / 3)).toBeLessThan(0.13); // three standard errors
        const crowded =
          drawn.filter(({ predictionId }) => Number(predictionId.slice(1)) % 2 === 1).length / drawn.length;
        expect(Math.abs(crowded - 1 / 2)).toBeLessThan(0.14);
      });
    });

    test("reportPredictions() makes a label of what is wrong of two values, and knows only what was logged", async () => {
      await opened(async (log, appender) => {
        const plan = predictionOf("plan", usual);
        const body = plan.body.replace('"prediction":true', '"prediction":"yearly"');
        await put(appender, [predictionOf("a", usual), { ...plan, body }]);
        const wrong = (predictionId: string) => ({ predictionId, kind: "wrong", who: "", note: "" }) as const;
        expect(await reportPredictions(log, ["a", "b", "plan"].map(wrong), { definition, now: 5 })).toEqual([
          { kind: "label", label: false },
          { kind: "unknown" },
          { kind: "kept" }, // of many values, wrong says not which is right
        ]);
        const { items } = await labelQueue({ log, package: place.package, now: monday + 1, limit: 1 });
        expect(items).toHaveLength(1);
        const skip = { predictionId: "a", kind: "skipped", who: "ann", note: "a test" } as const;
        await reportPredictions(log, [skip], { definition, now: 6 });
        expect(await labelReviews(log, ["a", "b"])).toEqual([{ ...skip, at: 6 }]);
        await deleteEntity(log, "user a", {
          now: 7,
          marks: { model: "will-buy", snapshots: [], versions: [], unknown: [] },
        });
        expect(await labelReviews(log, ["a", "b"])).toEqual([]);
      });
    });

    test("contradictions() lists what sources say last, and settleLabel() ends it until one says otherwise", async () => {
      await opened(async (log, appender) => {
        await put(appender, [predictionOf("a", usual), predictionOf("b", usual), predictionOf("c", usual)]);
        const ofEvent = (id: string, label: boolean, source: string): FeedbackEntry => ({
          ...{ kind: "feedback", predictionId: null, eventId: id, label: String(label), source },
        });
        await put(appender, [about("a", true, "crm"), about("b", true, "crm"), about("c", true, "crm")]);
        await put(
          appender,
          [ofEvent("a", false, "survey"), about("b", false, "survey"), about("x", true, "crm")],
          monday + 5,
        );
        await put(appender, [about("b", true, "survey")], monday + 6); // of one mind again
        const trusting = {
          ...definition,
          feedback: { policy: { kind: "trusted" as const, sources: ["crm"] } },
        };
        const { contradictions: found, cursor } = await contradictions({ definition: trusting, log });
        expect([found, cursor]).toEqual([
          [
            {
              ...{ predictionId: "a", eventId: "a", version: 3, at: monday, prediction: true, holds: true },
              entity: expect.any(String),
              said: [
                { source: "survey", label: false, at: monday + 5 },
                { source: "crm", label: true, at: monday },
              ],
            },
          ],
          null,
        ]);
        const settle = (id: string, label: unknown) =>
          settleLabel({
            ...{ definition, log, appender, package: place.package, id, label },
            ...{ who: "ann", note: "saw the invoice", now: monday + 10 },
          });
        await expect(settle("b", true)).rejects.toMatchObject({ code: "NOT_FOUND" });
        await expect(settle("a", "perhaps")).rejects.toMatchObject({ code: "INPUT_INVALID" });
        await settle("a", false);
        expect((await contradictions({ definition, log })).contradictions).toEqual([]);
        expect((await labelHistory(log, "a")).map(({ source, label }) => [source, label])).toEqual([
          ["settled", "false"],
          ["survey", "false"],
          ["crm", "true"],
        ]);
        expect(await labelReviews(log, ["a"])).toMatchObject([
          { kind: "settled", who: "ann", note: "saw the invoice" },
        ]);
        await put(appender, [about("a", true, "survey")], monday + 20);
        await put(appender, [about("a", false, "crm")], monday + 21);
        const [once] = (await contradictions({ definition: trusting, log })).contradictions;
        expect([once?.said.map(({ source }) => source), once?.holds]).toEqual([
          ["crm", "survey", "settled"],
          false,
        ]);
      });
    });

    test("contradictions() goes on page by page", async () => {
      await opened(async (log, appender) => {
        const ids = Array.from({ length: 5 }, (_, index) => `p${index}`);
        await put(
          appender,
          ids.map((id) => predictionOf(id, usual)),
        );
        for (const id of ids) await put(appender, [about(id, true, "crm"), about(id, false, "survey")]);
        const seen: (string | null)[] = [];
        for (let cursor: number | undefined; ; ) {
          const page = await contradictions({
            definition,
            log,
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          });
          seen.push(...page.contradictions.map(({ predictionId }) => predictionId));
          if (page.cursor === null) break;
          cursor = page.cursor;
        }
        expect(seen).toEqual(ids.toReversed());
      });
    });
  });
