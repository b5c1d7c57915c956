/**
 * A project as large as the dashboard must bear. Three days and the morning after are lived: a real server is asked by a
 * clock that is told, the monitors roll its log up and judge it. What is older is these three days again, copied by SQL.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { openEventLog } from "../../src/io/event-log/index.ts";
import { loadConfig } from "../../src/io/load-config.ts";
import { CountedKeeper } from "../../src/io/store/counted-keeper.ts";
import { openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { monitorRound } from "../../src/pipeline/monitor-round.ts";
import { startServer } from "../../src/server/index.ts";
import { runNode } from "../child.ts";
import { copyDays, copyVersions } from "./copy-store.ts";

export interface StoreSize {
  readonly predictions: number;
  readonly versions: number;
  readonly features: number;
  readonly days: number;
}

const command = join(import.meta.dirname, "../../bin/airworthy.js");
const [minuteMs, dayMs] = [60_000, 86_400_000];
/** The days that are lived; the other ones repeat them. */
const livedDays = 3;
/** Enough to learn from; measuring a model takes as long as it has features and rows. */
const learnedRows = 1_000;
/** Visits come together so often. */
const everyMs = 10 * minuteMs;

/** Makes the project in `directory`, which is there and empty. */
export async function makeLivedStore(directory: string, size: StoreSize): Promise<void> {
  await runNode([command, "init", "."], directory);
  const config = join(directory, "airworthy.config.ts");
  await writeFile(config, configOf(await readFile(config, "utf8"), size.features));
  await keepNewest(join(directory, "data/visits.csv"), learnedRows);
  const { definition } = await loadConfig({ directory, path: undefined });
  const { name } = definition;
  const workspace = workspaceOf(directory);
  // A folder of a version takes its number: the run makes the one after it, of which the earlier ones are copies.
  await mkdir(workspace.versionDirectory(name, size.versions - 1), { recursive: true });
  await runNode([command, "run"], directory);
  await using store = await openStore(workspace.storePath);
  const now = Math.floor(Date.now() / everyMs) * everyMs;
  await copyVersions(store, { of: size.versions, from: now - size.days * dayMs, to: now });
  const midnight = Math.floor(now / dayMs) * dayMs;
  const days = Math.min(livedDays, size.days);
  await live({ ...size, directory, from: midnight - days * dayMs, to: now });
  const round = await monitorRound({ definition, workspace, store, log: store }, { now: () => now + 3_000 });
  if (round.failures.length > 0) throw new Error(JSON.stringify(round.failures));
  await copyDays(store, { from: midnight - days * dayMs, to: midnight, times: size.days / days - 1 });
}

async function keepNewest(path: string, rows: number): Promise<void> {
  const [head = "", ...lines] = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(path, `${[head, ...lines.slice(-rows)].join("\n")}\n`);
}

/** The config of a new project with more features: eight of each of so many windows. */
function configOf(text: string, features: number): string {
  const made = [
    ...["count()", "mean(pages)", "max(pages)", "min(pages)", "sum(basket)", "mean(basket)"],
    ...["max(basket)", "standardDeviation(basket)"],
  ].map((aggregation, at) => [`f${at}`, aggregation] as const);
  const lines = Array.from({ length: features }, (_, at) => {
    const [name, aggregation] = made[at % made.length] ?? ["f", "count()"];
    return `${name}_${1 + Math.floor(at / made.length)}d: customer.${aggregation}.over("${1 + Math.floor(at / made.length)}d"),`;
  });
  return text
    .replace(/visits_30d: [\s\S]*basket\.log1p\(\),/, lines.join("\n    "))
    .replace(
      "gates: {",
      "monitor: { accuracy: { alertBelow: 0.9 }, latencyMs: { alertAbove: 2000 }, traffic: { alertBelow: 1 }, drift: {} },\n  gates: {",
    )
    .replace("atLeast: 0.75", "atLeast: 0.5");
}

interface Lived extends StoreSize {
  readonly directory: string;
  readonly from: number;
  readonly to: number;
}

/** The server answers from `from` to `to`, epoch milliseconds; seven of ten visits get their label. */
async function live({ directory, from, to, predictions, days, versions }: Lived): Promise<void> {
  const { definition } = await loadConfig({ directory, path: undefined });
  const workspace = workspaceOf(directory);
  await using log = await openEventLog(workspace.storePath);
  await using keeper = new CountedKeeper(workspace.storePath);
  let now = from;
  const server = await startServer({
    port: 0,
    pool: { workers: 1 },
    live: { log, clock: () => now },
    keepCounts: (minutes) => keeper.keep(minutes),
    logger: pino({ level: "silent" }),
    champion: async () => ({
      version: versions,
      directory: workspace.versionDirectory(definition.name, versions),
    }),
  });
  const random = seededRandom(5);
  const perVisit = (days * dayMs) / predictions;
  let asked = 0;
  for (now = from + minuteMs; now < to; now += everyMs) {
    const due = Math.round((now - from) / perVisit);
    const rows = Array.from({ length: due - asked }, (_, at) => visitOf(asked + at, { now, random }));
    asked = due;
    if (rows.length === 0) continue;
    const reply = (await post(`${server.url}/predict`, rows)) as {
      readonly predictions: readonly { readonly prediction_id: string }[];
    };
    const told = reply.predictions.flatMap(({ prediction_id }, at) =>
      random.next() < 0.7 ? [{ prediction_id, label: (rows[at]?.pages ?? 0) > 4 }] : [],
    );
    await post(`${server.url}/feedback`, told);
  }
  now = to;
  await server.stop(5_000);
}

function visitOf(at: number, { now, random }: { readonly now: number; readonly random: Random }) {
  const intent = random.normal();
  return {
    visit_id: `live${at}`,
    customer_id: `c${1 + random.below(160)}`,
    started_at: new Date(now - 1_000).toISOString(),
    channel: ["search", "mail", "direct"][random.below(3)] ?? "search",
    pages: 1 + Math.floor(Math.exp(1 + 0.35 * intent + 0.4 * random.normal())),
    basket: Number(Math.exp(3 + 0.3 * intent + 0.5 * random.normal()).toFixed(2)),
  };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
