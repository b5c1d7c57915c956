/**
 * A project whose model has served for two and a half days, by a clock that is told: 2,900 visits asked about, most of
 * them answered for later. On the last afternoon visits change. Two versions; the monitors looked every three hours. Made once in a whole
 * run of the tests, each test gets a copy.
 */
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { inject } from "vitest";
import { type Random, seededRandom } from "../../src/core/random.ts";
import { openEventLog } from "../../src/io/event-log/index.ts";
import { writeDirectory } from "../../src/io/files.ts";
import { loadConfig } from "../../src/io/load-config.ts";
import { CountedKeeper } from "../../src/io/store/counted-keeper.ts";
import { openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { monitorRound } from "../../src/pipeline/monitor-round.ts";
import { startServer } from "../../src/server/index.ts";
import { airworthy, temporaryFolder } from "../cli/airworthy.ts";

export interface LivedProject extends AsyncDisposable {
  readonly path: string;
}

const monitors = `monitor: {
    accuracy: { alertBelow: 0.8, over: "12h" },
    latencyMs: { alertAbove: 2000, over: "6h" },
    traffic: { alertBelow: 1, over: "6h" },
    drift: { over: "6h" },
    labelCoverage: { alertBelow: 0.1 },
  },
  gates: {`;

/** Someone who wants to be markup, in the place of a customer's id. */
export const scriptId = '<script>document.title="taken over"</script>';

/** A copy that lasts as long as its scope. */
export async function livedProject(): Promise<LivedProject> {
  const original = join(inject("fixtures"), "lived-project");
  if (!existsSync(original)) await writeDirectory(original, makeLivedProject);
  const folder = await temporaryFolder();
  await cp(original, folder.path, { recursive: true, preserveTimestamps: true });
  return folder;
}

/** Makes the project in `directory`, which is there and empty. */
export async function makeLivedProject(directory: string): Promise<void> {
  await airworthy(["init", "."], { cwd: directory });
  const config = join(directory, "airworthy.config.ts");
  const text = (await readFile(config, "utf8")).replace("gates: {", monitors);
  await writeFile(config, text);
  await mustRun(directory, ["run"]);
  await writeFile(config, text.replace("epochs: 8", "epochs: 12"));
  await mustRun(directory, ["run"]);
  await mustRun(directory, ["promote", "1"]);
  await live(directory);
}

async function mustRun(cwd: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await airworthy(args, { cwd });
  if (code !== 0) throw new Error(`airworthy ${args.join(" ")} ended with ${code}: ${stderr}`);
}

const [minuteMs, hourMs] = [60_000, 3_600_000];
const hours = 60;
const visitsAnHour = 48;

async function live(directory: string): Promise<void> {
  const { definition } = await loadConfig({ directory, path: undefined });
  const workspace = workspaceOf(directory);
  const store = await openStore(workspace.storePath);
  const log = await openEventLog(workspace.storePath);
  await using keeper = new CountedKeeper(workspace.storePath);
  const end = Math.floor(Date.now() / hourMs) * hourMs;
  let now = end - hours * hourMs;
  const server = await startServer({
    port: 0,
    pool: { workers: 1 },
    live: { log, clock: () => now },
    keepCounts: (minutes) => keeper.keep(minutes),
    logger: pino({ level: "silent" }),
    champion: async () => ({ version: 1, directory: workspace.versionDirectory(definition.name, 1) }),
  });
  const shop = new Shop(server.url);
  for (let hour = 0; hour < hours; hour += 1) {
    for (const minute of [5, 20, 35, 50]) {
      now = end - (hours - hour) * hourMs + minute * minuteMs;
      await shop.visits(now, { count: visitsAnHour / 4, isStrange: hour >= hours - 8 });
    }
  }
  now = end - minuteMs;
  await server.stop(5_000);
  await log[Symbol.asyncDispose]();
  for (let hour = 12; hour <= hours; hour += 6) {
    const at = end - (hours - hour) * hourMs + 3_000;
    const round = await monitorRound({ definition, workspace, store, log: store }, { now: () => at });
    if (round.failures.length > 0) throw new Error(JSON.stringify(round.failures));
  }
  await store[Symbol.asyncDispose]();
}

interface Visit {
  readonly visit_id: string;
  readonly customer_id: string;
  readonly started_at: string;
  readonly channel: string;
  readonly pages: number;
  readonly basket: number;
}

/** Visits by the rules of the sample data; strange ones come from mails, are long, and end otherwise. */
class Shop {
  readonly #url: string;
  readonly #random: Random = seededRandom(11);
  readonly #keenness: readonly number[];
  #count = 0;

  constructor(url: string) {
    this.#url = url;
    this.#keenness = Array.from(
      { length: 60 },
      () => (this.#random.next() < 0.4 ? 1.6 : -1.8) + 0.5 * this.#random.normal(),
    );
  }

  async visits(now: number, { count, isStrange }: { count: number; isStrange: boolean }): Promise<void> {
    const made = Array.from({ length: count }, () => this.#visit(now, isStrange));
    const { predictions } = (await this.#post(
      "/predict",
      made.map(({ visit }) => visit),
    )) as { readonly predictions: readonly { readonly prediction_id: string }[] };
    const told = predictions.flatMap(({ prediction_id }, index) =>
      this.#random.next() < 0.7 ? [{ prediction_id, label: made[index]?.ordered }] : [],
    );
    await this.#post("/feedback", told);
  }

  #visit(now: number, isStrange: boolean): { readonly visit: Visit; readonly ordered: boolean } {
    const random = this.#random;
    const customer = random.below(this.#keenness.length);
    const intent = (this.#keenness[customer] ?? 0) + random.normal();
    const channel = isStrange ? "mail" : (["search", "mail", "direct"][random.below(3)] ?? "search");
    const pages = 1 + Math.floor(Math.exp((isStrange ? 2.2 : 1) + 0.35 * intent + 0.4 * random.normal()));
    const basket = Number(Math.exp(3 + 0.3 * intent + 0.5 * random.normal()).toFixed(2));
    const ordered = (isStrange ? -1 : 1) * 1.7 * intent + 0.6 * random.normal() > 0;
    this.#count += 1;
    const customer_id = this.#count % 97 === 0 ? scriptId : `c${customer + 1}`;
    const started_at = new Date(now - 1_000).toISOString();
    return {
      visit: { visit_id: `live${this.#count}`, customer_id, started_at, channel, pages, basket },
      ordered,
    };
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.#url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return await response.json();
  }
}
