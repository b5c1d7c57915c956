/** The whole loop, as `npm run demo:loop` shows it: six simulated weeks by the product's own pieces, every station asserted; then the pages on what it left. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiReplies, ListedAlert, Models, Status } from "../dashboard/src/api/schema.gen.ts";
import { pages } from "../dashboard/src/pages.ts";
import { liveMs } from "../examples/clicks/loop/calendar.ts";
import { type Diary, eventsOf, type LoopEvent } from "../examples/clicks/loop/diary.ts";
import { renderPage } from "../examples/clicks/loop/page/html-page.ts";
import { sixWeeks } from "../examples/clicks/loop/six-weeks.ts";
import { stationsOf } from "../examples/clicks/loop/stations.ts";
import { renderText } from "../examples/clicks/loop/text-report.ts";
import { visibleWidth } from "../src/cli/render/style.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { openStore } from "../src/io/store/index.ts";
import { workspaceOf } from "../src/io/workspace.ts";
import { monitorRound } from "../src/pipeline/monitor-round.ts";
import type { RunResult } from "../src/pipeline.ts";
import { temporaryFolder } from "./cli/airworthy.ts";
import { type ServingPages, servingPages } from "./dashboard/serving-pages.ts";

const config = fileURLToPath(new URL("../examples/clicks/loop/airworthy.config.ts", import.meta.url));
let diary: Diary;
let served: ServingPages;

beforeAll(async () => {
  const folder = await temporaryFolder();
  const { definition } = await loadConfig({ path: config });
  diary = await sixWeeks({ definition, directory: folder.path });
  await copyFile(config, join(folder.path, "airworthy.config.ts"));
  served = await servingPages(folder);
}, 600_000);
afterAll(() => served[Symbol.asyncDispose]());

test("sixWeeks() reaches every station, in their order", () => {
  const missing = stationsOf(diary).filter(({ evidence }) => evidence === null);
  expect(missing.map(({ title }) => title)).toEqual([]);
  const times = stationsOf(diary).map(({ evidence }) => evidence?.at ?? 0);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test("sixWeeks() measures at every look", () => {
  const looks = eventsOf(diary, "watched");
  expect(looks.length).toBe(84);
  expect(looks.flatMap(({ failures }) => failures)).toEqual([]);
});

const gone: readonly [string, (event: LoopEvent) => boolean, string][] = [
  ["drift alerts", (event) => event.kind === "alert" && event.monitor === "drift", "Drift is seen"],
  ["retrainings", ({ kind }) => kind === "retrained", "Retraining starts by itself"],
  ["the step out of shadow", (event) => event.kind === "rollout" && event.change === "stepped", "Shadow"],
  ["the end of canary", (event) => event.kind === "rollout" && event.change === "promoted", "Canary"],
  ["deployments", ({ kind }) => kind === "deployed", "Promotion"],
  [
    "acknowledgements",
    (event) => event.kind === "alert" && event.change === "acknowledged",
    "The alert was latched, and is acknowledged",
  ],
  [
    "the rollback",
    (event) => event.kind === "rollout" && event.change === "rolledBack",
    "A bad version in canary is rolled back by itself",
  ],
];

test.each(gone)("stationsOf() misses a station where %s were not recorded", (_, isGone, title) => {
  const events = diary.events.filter((event) => !isGone(event));
  const missed = stationsOf({ ...diary, events }).filter(({ evidence }) => evidence === null);
  expect(missed.map((station) => station.title)).toContain(title);
});

test("stationsOf() misses canary where a visitor saw both versions", () => {
  const events = diary.events.map((event) => (event.kind === "watched" ? { ...event, moved: 1 } : event));
  const canary = stationsOf({ ...diary, events }).find(({ title }) => title === "Canary");
  expect(canary?.evidence).toBeNull();
});

test("renderText() fits 80 columns, and says which station did not happen", () => {
  const text = renderText(diary, stationsOf(diary), { color: false });
  expect(text.split("\n").filter((line) => visibleWidth(line) > 80)).toEqual([]);
  const empty = { ...diary, events: diary.events.filter(({ kind }) => kind === "trained") };
  expect(renderText(empty, stationsOf(empty), { color: false })).toContain("✗");
});

test("renderPage() needs nothing from elsewhere", () => {
  const page = renderPage(diary, stationsOf(diary));
  expect(page).not.toMatch(/(src|href)=|url\(|@import|NaN|undefined|Infinity/);
  expect(page.match(/<svg /g)).toHaveLength(6);
});

const dayMs = 86_400_000;
/** Since the shop went live, for the command line, which ends now, and for the pages. */
const days = Math.ceil((Date.now() - liveMs) / dayMs) + 1;
const over = `${days}d`;
const to = Math.ceil(Date.now() / 60_000) * 60_000;
const span = `from=${to - days * dayMs}&to=${to}`;
const percent = (value = Number.NaN) => `${(value * 100).toFixed(1)}%`;
const grouped = (value = Number.NaN) => value.toLocaleString("en");
const told = <T>(...args: string[]) => served.told<T>(...args);
const listed = () => told<Pick<Models, "models">>("models");
const allAlerts = async () => (await told<{ alerts: ListedAlert[] }>("alerts", "--all")).alerts;
type Predictions = ApiReplies["GET /api/predictions"];

/** What each page must say of the six weeks, from what the command line prints. */
const sayings: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  async "/"() {
    const { version, quality, predictions } = await told<Status>("status", "--over", over);
    const labels = `on ${grouped(quality?.labelled)} labels`;
    return [
      `Version ${version} served`,
      percent(quality?.measured.accuracy?.value),
      labels,
      grouped(predictions),
    ];
  },
  async "/data"() {
    const { stages, features } = await told<RunResult>("show", "latest");
    const table = stages.find(({ stage }) => stage === "features");
    const made = `made ${table?.columnsOut} columns of ${table?.columnsIn}`;
    return [`${grouped(stages[0]?.rowsIn)} rows of`, made, ...features.map(({ name }) => name)];
  },
  async "/training"() {
    const { training, epochs } = await told<RunResult>("show", "latest");
    const best = epochs.find(({ epoch }) => epoch === training.bestEpoch);
    return [`epoch ${training.bestEpoch} was the best`, percent(best?.validationAccuracy ?? undefined)];
  },
  async "/validation"() {
    const { metrics, split } = await told<RunResult>("show", "latest");
    const rows = `on ${grouped(split.validationRows)} rows that training did not see`;
    return [percent(metrics.accuracy?.value), rows];
  },
  async "/package"() {
    const { models } = await listed();
    const champion = models.find(({ alias }) => alias === "champion");
    return [`version ${champion?.version} ships as ${champion?.shipped?.kind}`];
  },
  async "/predictions"() {
    const { predictions } = await served.asked<Predictions>(`/api/predictions?limit=3&${span}`);
    return predictions.flatMap(({ id, version }) => [id.slice(-12), String(version)]);
  },
  async "/monitoring"() {
    const { drift } = await told<Status>("status", "--over", over);
    return [`${drift?.counts.drift} drifted`, ...(drift?.subjects.map(({ name }) => name) ?? [])];
  },
  "/alerts": async () => (await allAlerts()).map(({ monitor }) => monitor),
  async "/feedback"() {
    const queue = await served.asked<ApiReplies["GET /api/feedback/queue"]>("/api/feedback/queue");
    return [`Of the newest ${grouped(queue.looked)} predictions of version ${queue.version}`];
  },
  async "/learn"() {
    const page = await served.asked<ApiReplies["GET /api/runs/{run}/lessons"]>("/api/runs/latest/lessons");
    expect(page.facts.data.run.id).toBe((await told<RunResult>("show", "latest")).run);
    return page.lessons.map(({ title }) => title.split(" and ")[0] ?? title); // as its stops are called
  },
  async "/models"() {
    const { models } = await listed();
    return models.map(({ shipped }) => `accuracy ${percent(shipped?.accuracy ?? undefined)}`);
  },
};

test("every page is opened on the six weeks", () => {
  expect(Object.keys(sayings).toSorted()).toEqual(
    Object.values(pages)
      .map(({ path }) => path)
      .toSorted(),
  );
});

test.each(Object.keys(sayings))(
  "the page %s says what the command line says of the six weeks",
  async (path) => {
    const wanted = (await sayings[path]?.()) ?? [];
    expect(wanted.length).toBeGreaterThan(0);
    await using opened = await served.open(`${path}?${span}&all=true`);
    const text = await opened.page.getByRole("main").innerText();
    for (const words of wanted) expect(text).toContain(words);
    expect(opened.complaints).toEqual([]);
  },
);

test("the monitoring page's parts add up to every label and prediction of the champion", async () => {
  const { quality } = await told<Status>("status", "--over", over);
  const { parts } = await served.asked<ApiReplies["GET /api/history"]>(`/api/history?${span}`);
  const sum = (name: "labelled" | "predicted") =>
    parts.reduce((total, part) => total + (part.quality?.[name] ?? 0), 0);
  expect([sum("predicted"), sum("labelled")]).toEqual([quality?.predicted, quality?.labelled]);
  await using opened = await served.open(`/monitoring?${span}`);
  const figure = opened.page.getByRole("figure", { name: /^Predictions in each/ });
  await figure.getByText("Table", { exact: true }).click();
  const rows = (await figure.getByRole("row").allInnerTexts()).slice(1);
  const shown = rows.map((row) => Number(row.split("\t")[1]?.replaceAll(",", "")));
  expect(shown.filter(Number.isFinite).reduce((total, count) => total + count, 0)).toBe(quality?.predicted);
});

test("a prediction's page shows the answer that airworthy trace prints", async () => {
  const { predictions } = await served.asked<Predictions>(`/api/predictions?limit=1&${span}`);
  const [{ id } = { id: "" }] = predictions;
  const { trace } = await told<ApiReplies["GET /api/predictions/{prediction}"]>("trace", id);
  await using opened = await served.open(`/predictions/${id}`);
  const text = await opened.page.getByRole("main").innerText();
  expect(text).toContain(percent(trace.decision.probability ?? undefined));
  for (const { name } of trace.inputs) expect(text).toContain(name);
});

/** People whom nobody knows look at much and click at nothing; the monitors look once their minute has ended. */
async function strangers(): Promise<void> {
  const ts = new Date().toISOString();
  const rows = Array.from({ length: 300 }, (_, at) => ({
    ...{ event_id: `stranger ${at}`, user_id: `stranger ${at}`, ts, device: "tablet", country: "CH" },
    ...{ page: "feed", impressions: 900, clicks: 0, dwell_ms: 1 },
  }));
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(rows) };
  expect((await fetch(`${served.url}/predict`, init)).status).toBe(200);
  const { definition } = await loadConfig({ directory: served.path, path: undefined });
  const workspace = workspaceOf(served.path);
  await using store = await openStore(workspace.storePath);
  const now = () => Date.now() + 120_000;
  expect((await monitorRound({ definition, workspace, store, log: store }, { now })).failures).toEqual([]);
}

test("an alert is acknowledged through the page, and the command line says so", async () => {
  expect((await allAlerts()).filter(({ phase }) => phase === "firing")).toEqual([]);
  await strangers();
  const firing = (await allAlerts()).filter(({ phase }) => phase === "firing");
  expect(firing.map(({ subject }) => subject)).toContain("device");
  const [{ id } = { id: "" }] = firing;
  await using opened = await served.open(`/alerts/${id}`);
  const { page } = opened;
  await page.getByLabel("Acknowledge with a note").fill("a crawler");
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("has acknowledged it").waitFor();
  const { phase, acknowledged } = await told<ListedAlert>("alerts", "show", id);
  expect([phase, acknowledged?.note]).toEqual(["acknowledged", "a crawler"]);
});

test("an older version is promoted through the page and taken back again: models, server and page say so", async () => {
  const champion = async () => (await listed()).models.find(({ alias }) => alias === "champion")?.version;
  const serves = async () => (await served.asked<{ versions: string[] }>("/v2/models/will-buy")).versions;
  const before = await champion();
  const older = (await listed()).models.find(({ version, passed }) => passed && version !== before)?.version;
  await using opened = await served.open("/models");
  const { page } = opened;
  await page.getByRole("button", { name: `Promote version ${older}`, exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Promote version ${older}` })
    .click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await champion()).toBe(older);
  await expect.poll(serves).toEqual([`${older}`]);
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Roll back to version ${before}` })
    .click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await champion()).toBe(before);
  await expect.poll(serves).toEqual([`${before}`]);
});
