import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Monitor } from "../../src/core/monitor/index.ts";
import { boolean, csv, integer, pipeline, text, timestamp } from "../../src/index.ts";
import { alertId, openStore, recordReadings } from "../../src/io/store/index.ts";
import { airworthy, temporaryFolder } from "./airworthy.ts";

const minuteMs = 60_000;
const model = "will-order";
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let monitors: readonly Monitor[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await airworthy(["init", "."], { cwd: folder.path });
  monitors = pipeline({
    name: model,
    events: {
      source: csv("none.csv"),
      entity: "who",
      time: "at",
      label: "yes",
      columns: { who: text(), at: timestamp(), n: integer(), yes: boolean() },
    },
    monitor: {
      accuracy: { alertBelow: 0.8, runbook: "https://wiki.example/accuracy", for: "0s" },
      latencyMs: { alertAbove: 100, leastSample: 1 },
      traffic: { alertBelow: 1 },
      missingShare: { alertAbove: 0.5 },
      drift: {},
    },
  }).monitor;
  await using store = await openStore(join(folder.path, ".airworthy", "store.sqlite"));
  await record(store, "accuracy", [[0.7, 100, 0.6, 0.78]]);
  await record(store, "latencyMs", [[90], [110], [95]]);
  await record(store, "traffic", [[5]]);
  await record(store, "missingShare", [[null, 3]]);
  await record(store, "drift", [[null, 0]]);
  await record(store, "drift", [[0.5, 100]], "device");
});
afterAll(() => folder[Symbol.asyncDispose]());

type Value = readonly [value: number | null, count?: number, low?: number, high?: number];

async function record(
  store: Awaited<ReturnType<typeof openStore>>,
  name: string,
  values: readonly Value[],
  subject = "",
) {
  const monitor = monitors.find((one) => one.name === name);
  if (monitor === undefined) throw new Error(`no monitor ${name}`);
  for (const [index, [value, count = 1, low = null, high = null]] of values.entries()) {
    const to = Date.UTC(2026, 4, 1, 10, index);
    const reading = { measure: name, subject, from: to - minuteMs, to, count, value, low, high };
    await recordReadings(store, [{ monitor, reading }], { model, now: to });
  }
}

const idOf = (monitor: string) => alertId(model, monitor, "");
const here = (...args: string[]) => airworthy(["alerts", ...args], { cwd: folder.path });

async function json(...args: string[]) {
  const { code, stdout, stderr } = await here(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

test("airworthy alerts tells what is on, which condition is over, and what has no data", async () => {
  const { code, stdout } = await here();
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`${idOf("accuracy")} +✗ firing +page +accuracy below 80.0% +70.0% +70.0%`),
  );
  expect(stdout).toMatch(/✗ firing, over +page +latencyMs above 100 ms +95 ms +110 ms/);
  expect(stdout).toMatch(/\? no data +warn +missingShare above 50.0% +–/);
  expect(stdout).toContain("the condition is over; nobody has acknowledged it");
  expect(stdout).toContain("no data: 3 in the window, wanted 50");
  expect(stdout).toContain("2 alerts are ok; --all shows them.");
  expect((await here("--all")).stdout).toMatch(/✓ ok +page +traffic below 1 +5/);
  const { alerts, ok } = await json();
  expect(ok).toBe(2);
  expect(alerts.map(({ monitor, phase }: { monitor: string; phase: string }) => [monitor, phase])).toEqual([
    ["latencyMs", "firing"],
    ["accuracy", "firing"],
    ["missingShare", "ok"],
  ]);
});

test("airworthy alerts show tells the rule, the values that tripped it, the history and the runbook", async () => {
  const { code, stdout } = await here("show", idOf("accuracy").slice(0, 5));
  expect(code).toBe(0);
  for (const part of [
    "accuracy below 80.0%",
    "below 80.0% over 1 d; compares the whole 95% interval",
    "70.0% (60.0% to 78.0%) of 100, 2026-05-01 09:59 to",
    "https://wiki.example/accuracy",
    "npx airworthy alerts ack",
  ])
    expect(stdout).toContain(part);
  const latency = await json("show", "latencyMs");
  expect(latency).toMatchObject({ phase: "firing", condition: "over", worst: 110 });
  expect(latency.history.map(({ change }: { change: string }) => change)).toEqual(["firing", "over"]);
});

test("airworthy alerts ack keeps who and why, resolves nothing, and refuses what does not fire", async () => {
  const acked = await here("ack", "latencyMs", "--note", "a slow disk", "--by", "Ann");
  expect(acked).toMatchObject({ code: 0, stderr: "" });
  expect(acked.stdout).toContain("is acknowledged by Ann.\nIts condition is over: the next reading");
  const { phase, acknowledged, history } = await json("show", "latencyMs");
  expect([phase, acknowledged]).toEqual([
    "acknowledged",
    { at: expect.any(Number), who: "Ann", note: "a slow disk" },
  ]);
  expect(history.at(-1)).toMatchObject({ change: "acknowledged", who: "Ann", note: "a slow disk" });
  expect((await here()).stdout).toContain("acknowledged by Ann: a slow disk");
  const again = await here("ack", "latencyMs", "--note", "again");
  expect([again.code, again.stdout]).toEqual([1, ""]);
  expect(again.stderr).toContain("ALERT_NOT_FIRING");
  expect(again.stderr).toContain("it is acknowledged by Ann");
});

test("airworthy alerts silence mutes and changes no state", async () => {
  const silenced = await here("silence", "accuracy", "--for", "2h", "--note", "known", "--by", "Bo");
  expect(silenced.stdout).toContain("Nobody is told of every alert of accuracy until 20");
  const { alerts } = await json();
  const accuracy = alerts.find(({ monitor }: { monitor: string }) => monitor === "accuracy");
  expect(accuracy).toMatchObject({ phase: "firing", silencedUntil: expect.any(Number) });
  expect((await here()).stdout).toContain("silenced until");
  const on = await here("silences");
  expect(on.stdout).toMatch(/[0-9a-f]{8} +accuracy +20.* +Bo +known/);
  const [silence = ""] = /^ *[0-9a-f]{8}/m.exec(on.stdout) ?? [];
  const ended = await here("unsilence", silence.trim(), "--by", "Ann");
  expect(ended.stdout).toBe("People are told of alerts of accuracy again.\n");
  expect((await here("silences")).stdout).toContain("No silence is on");
  expect((await here()).stdout).not.toContain("silenced until");
});

test("airworthy alerts refuses an alert that there is not, and words that are none", async () => {
  const refused = async (code: string, ...args: string[]) => {
    const { stdout, stderr, ...outcome } = await here(...args);
    expect([outcome.code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(code);
    expect(stderr).not.toContain("    at ");
  };
  await Promise.all([
    refused("NOT_FOUND", "show", "nothing"),
    refused("OPTION_INVALID", "ack", "accuracy", "--note", "\u001b[2J"),
    refused("OPTION_INVALID", "silence", "accuracy", "--for", "soon", "--note", "x"),
    refused("NOT_FOUND", "unsilence", "4f1c09aa"),
    refused("--note", "ack", "accuracy"),
  ]);
});
