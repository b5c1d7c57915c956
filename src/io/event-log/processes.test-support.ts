/** The promises that hold between processes, and over the death of one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { openStore } from "../store/index.ts";
import { groupOf, script } from "./appender.test-support.ts";
import { all, type Promises } from "./entries.test-support.ts";
import type { EventLog } from "./event-log.ts";

interface Told {
  readonly n: number;
  /** The place of the group's first entry, or "repeated". */
  readonly first: number | "repeated";
}

interface Appender {
  /** What it was told to be durable, as it goes. */
  readonly told: Told[];
  readonly ended: Promise<void>;
  kill(): void;
}

function startAppender(location: string, name: string, groups: number): Appender {
  const child = spawn(process.execPath, [script, location, name, `${groups}`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const told: Told[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const [n, first] = line.split(" ");
    told.push({ n: Number(n), first: first === "repeated" ? first : Number(first) });
  });
  const ended = Promise.all([once(child, "exit"), once(lines, "close")]).then(([[code, signal]]) => {
    if (code !== 0 && signal !== "SIGKILL") throw new Error(errors);
  });
  return { told, ended, kill: () => child.kill("SIGKILL") };
}

/** The id at each place: everything that is in the log. */
async function idsByPlace(location: string): Promise<Map<number, string | null>> {
  await using store = await openStore(location);
  const events = store.db.selectFrom("events").select(["seq", "id"]);
  const rows = await events
    .unionAll(store.db.selectFrom("predictions").select(["seq", "id"]))
    .orderBy("seq")
    .execute();
  return new Map(rows.map(({ seq, id }) => [seq, id]));
}

function expectGroup(places: Map<number, string | null>, name: string, { n, first }: Told): void {
  if (first === "repeated") return;
  const ids = groupOf(name, n).map((_, at) => places.get(first + at));
  expect(ids).toEqual(groupOf(name, n).map((entry) => (entry.kind === "feedback" ? null : entry.id)));
}

async function position(log: EventLog): Promise<number> {
  return (await log.read({ after: all, cold: [], plan: "p" })).upTo;
}

export const betweenProcesses: Promises = {
  "append() from several processes at once loses and doubles nothing, and leaves no gap": async ({
    newLocation,
    open,
  }) => {
    const location = await newLocation();
    await using log = await open(location);
    const names = ["a", "b", "c"];
    const appenders = names.map((name) => ({ name, ...startAppender(location, name, 40) }));
    await Promise.all(appenders.map(({ ended }) => ended));
    const places = await idsByPlace(location);
    for (const { name, told } of appenders) {
      expect(told).toHaveLength(40);
      for (const one of told) expectGroup(places, name, one);
    }
    const entries = names.flatMap((name) =>
      Array.from({ length: 40 }, (_, n) => groupOf(name, n)).flat(),
    ).length;
    expect([...places.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: entries }, (_, at) => at + 1),
    );
    expect(await position(log)).toBe(entries);
  },

  "append() keeps what it told and nothing half when its process is killed": async ({
    newLocation,
    open,
  }) => {
    const location = await newLocation();
    await using log = await open(location);
    let known = 0;
    for (const kills of [1, 2, 3]) {
      const appender = startAppender(location, "k", 10_000);
      await expect
        .poll(() => appender.told.length, { timeout: 30_000, interval: 5 })
        .toBeGreaterThan(known + 7 * kills);
      appender.kill();
      await appender.ended;
      const places = await idsByPlace(location);
      for (const one of appender.told) expectGroup(places, "k", one);
      const repeated = appender.told.filter(({ first }) => first === "repeated").length;
      expect(repeated).toBeGreaterThanOrEqual(known);
      expect(repeated).toBeLessThanOrEqual(known + 1);
      known = appender.told.length;
      let groups = 0;
      for (let left = places.size; left > 0; left -= groupOf("k", groups++).length)
        expect(left).toBeGreaterThan(0);
      expect(groups).toBeGreaterThanOrEqual(known);
      expect([...places.keys()].toSorted((a, b) => a - b)).toEqual(Array.from(places, (_, at) => at + 1));
      expect(await position(log)).toBe(places.size);
      known = groups;
    }
  },
};
