/** What people do about labels, and how it is taken back, on both databases. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/postgres/postgres-server.ts";
import { isWithdrawn } from "../core/withdrawn-label.ts";
import { type EventLog, openEventLog } from "../io/event-log/index.ts";
import { labelHistory, listLabelActs, openStore, type Store } from "../io/store/index.ts";
import { predictionOf, type Row, type Scene, scene } from "../stages/8-monitor/roll-up/scene.test.helper.ts";
import { giveLabel, reportWrong, skipPrediction, undoAct } from "./label-acts.ts";
import { contradictions, labelQueue, settleLabel } from "./labelling.ts";
import { withdrawLabel } from "./withdraw-label.ts";

let server: PostgresServer;
let place: Scene;
let directory: string;
beforeAll(async () => {
  [server, place] = await Promise.all([startPostgres(), scene()]);
  directory = await mkdtemp(join(tmpdir(), "airworthy-acts-"));
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const usual: Row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    let location: string;
    let stores = 0;
    let now: number;
    beforeEach(async () => {
      location = kind === "postgres" ? await server.newDatabase() : join(directory, `${stores++}.sqlite`);
      now = Date.now();
    });

    interface Desk {
      readonly log: Store;
      readonly appender: EventLog;
      /** By somebody, about a prediction, a moment later than what was done before. */
      by(who: string, predictionId?: string): Parameters<typeof giveLabel>[0];
      undo(id: string): ReturnType<typeof undoAct>;
      queue(): Promise<readonly string[]>;
      said(): Promise<readonly (readonly [string, string])[]>;
    }

    async function atDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
      await using appender = await openEventLog(location);
      await using log = await openStore(location);
      const entries = ["a", "b"].map((id) => predictionOf(id, usual));
      await appender.append(entries, { seen: Number.MAX_SAFE_INTEGER, now });
      const later = () => ++now;
      await work({
        ...{ log, appender },
        by: (who, predictionId = "a") => ({
          ...{ log, appender, package: place.package, predictionId, who, note: "", now: later() },
        }),
        undo: (id) => undoAct({ log, appender, id, who: "ben", now: later() }),
        async queue() {
          const { items } = await labelQueue({ log, package: place.package, now: later() });
          return items.map(({ predictionId }) => predictionId).toSorted();
        },
        async said() {
          const words = await labelHistory(log, "a");
          return words.map(({ source, label }) => [source, isWithdrawn(label) ? "nothing" : label] as const);
        },
      });
    }

    test("giveLabel() is in the log with its source, who gave it is kept, and undoAct() takes it back for good", async () => {
      await atDesk(async ({ log, by, undo, queue, said }) => {
        expect(await queue()).toEqual(["a", "b"]);
        const { act } = await giveLabel(by("ann"), { label: false });
        expect(act).toMatchObject({ kind: "labelled", label: "false", who: "ann", undone: null });
        expect(await said()).toEqual([["dashboard", "false"]]);
        expect(await queue()).toEqual(["b"]);
        expect(await listLabelActs(log, { limit: 9 })).toEqual([act]);
        await undo(act.id);
        expect(await queue()).toEqual(["a", "b"]);
        const history = [
          ["dashboard", "nothing"],
          ["dashboard", "false"],
        ];
        expect(await said()).toEqual(history);
        expect(await listLabelActs(log, { limit: 9 })).toMatchObject([
          { id: act.id, undone: { who: "ben" } },
        ]);
        await undo(act.id); // again: nothing new
        expect(await said()).toEqual(history);
      });
    });

    test("undoAct() brings back what was said before, one act after the other, and only the last one", async () => {
      await atDesk(async ({ by, undo, said }) => {
        const first = await giveLabel(by("ann"), { label: true });
        const second = await giveLabel(by("ben"), { label: false });
        await expect(undo(first.act.id)).rejects.toMatchObject({ code: "LABEL_CHANGED" });
        await undo(second.act.id);
        expect((await said())[0]).toEqual(["dashboard", "true"]);
        await undo(first.act.id);
        expect((await said())[0]).toEqual(["dashboard", "nothing"]);
        await expect(undo("nobody's")).rejects.toMatchObject({ code: "NOT_FOUND" });
      });
    });

    test("giveLabel() twice is one act, and refuses what does not fit or was never asked", async () => {
      await atDesk(async ({ log, appender, by, said }) => {
        const first = await giveLabel(by("ann"), { label: true });
        const again = await giveLabel(by("ben"), { label: true });
        expect(again.act.id).toBe(first.act.id);
        expect(await said()).toHaveLength(1);
        await expect(giveLabel(by("ann"), { label: "perhaps" })).rejects.toMatchObject({
          code: "INPUT_INVALID",
        });
        await expect(giveLabel(by("ann", "nobody"), { label: true })).rejects.toMatchObject({
          code: "NOT_FOUND",
        });
        // The process that gave this one was killed before it kept who it was.
        const entry = { kind: "feedback", predictionId: "b", eventId: null, label: "true" } as const;
        await appender.append([{ ...entry, source: "dashboard" }], { seen: Number.MAX_SAFE_INTEGER, now });
        const { act } = await giveLabel(by("ann", "b"), { label: true });
        expect(act).toMatchObject({ who: "ann", saidBefore: null });
        expect(await listLabelActs(log, { limit: 9, predictionId: "b" })).toHaveLength(1);
      });
    });

    test("skipPrediction() and reportWrong() are taken back as well", async () => {
      await atDesk(async ({ by, undo, queue, said }) => {
        const skipped = await skipPrediction(by("ann"));
        expect(await queue()).toEqual(["b"]);
        await undo(skipped.act.id);
        expect(await queue()).toEqual(["a", "b"]);
        const wrong = await reportWrong(by("ann"));
        expect(wrong.act).toMatchObject({ kind: "wrong", label: "false" });
        expect(await said()).toEqual([["dashboard", "false"]]);
        await undo(wrong.act.id);
        expect((await said())[0]).toEqual(["dashboard", "nothing"]);
      });
    });

    test("withdrawLabel() makes a source say nothing, wants its name where several speak, and ends what people did", async () => {
      await atDesk(async ({ log, appender, by, said, queue }) => {
        const tell = (source: string, eventId: string | null) => ({
          ...({ kind: "feedback", label: "true", predictionId: eventId === null ? "a" : null } as const),
          ...{ source, eventId },
        });
        await appender.append([tell("crm", "a"), tell("", null)], { seen: Number.MAX_SAFE_INTEGER, now });
        await giveLabel(by("ann"), { label: true });
        const { act } = await giveLabel(by("ann"), { label: false });
        const withdraw = (source?: string, id = "a") =>
          withdrawLabel({ log, appender, id, source, who: "ben", now: ++now });
        await expect(withdraw()).rejects.toMatchObject({
          code: "OPTION_INVALID",
          message: expect.stringContaining("'dashboard', \"\" (unnamed), 'crm'"),
        });
        await expect(withdraw("shop")).rejects.toMatchObject({ code: "NOT_FOUND" });
        await expect(withdraw("crm", "nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
        expect(await withdraw("dashboard")).toEqual({ id: "a", source: "dashboard", label: false });
        expect((await said())[0]).toEqual(["dashboard", "nothing"]); // and not what it had said before
        const acts = await listLabelActs(log, { limit: 9 });
        expect(acts.find(({ id }) => id === act.id)?.undone?.who).toBe("ben");
        expect(await withdraw("")).toMatchObject({ source: "", label: true });
        expect(await queue()).toEqual(["b"]);
        expect(await withdraw()).toMatchObject({ source: "crm" }); // it alone still says something
        expect(await queue()).toEqual(["a", "b"]);
        await expect(withdraw()).rejects.toMatchObject({ code: "NOT_FOUND" });
      });
    });

    test("settleLabel() is taken back, and the contradiction is there again", async () => {
      await atDesk(async ({ log, appender, by, undo, queue, said }) => {
        const { definition } = place.package.manifest;
        const tell = (source: string, label: boolean) => ({
          ...({ kind: "feedback", predictionId: "a", eventId: null } as const),
          ...{ label: String(label), source },
        });
        await appender.append([tell("crm", true), tell("survey", false)], {
          seen: Number.MAX_SAFE_INTEGER,
          now,
        });
        const differing = async () => (await contradictions({ definition, log })).contradictions.length;
        expect([await differing(), await queue()]).toEqual([1, ["a", "b"]]);
        const { act } = await settleLabel({ ...by("ann"), definition, id: "a", label: true });
        expect([await differing(), await queue()]).toEqual([0, ["b"]]);
        await undo(act);
        expect([await differing(), await queue()]).toEqual([1, ["a", "b"]]);
        expect((await said())[0]).toEqual(["settled", "nothing"]);
      });
    });
  });
