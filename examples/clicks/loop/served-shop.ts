/** The shop's model behind HTTP, in this process and by the simulated clock: what it answers, and what it is told. */
import { join } from "node:path";
import { pino } from "pino";
import type { Definition } from "../../../src/core/definition/index.ts";
import { openEventLog } from "../../../src/io/event-log/index.ts";
import { CountedKeeper } from "../../../src/io/store/counted-keeper.ts";
import { findRun, openStore, requireVersion, type Store } from "../../../src/io/store/index.ts";
import { type Workspace, workspaceOf } from "../../../src/io/workspace.ts";
import { backfill } from "../../../src/pipeline/predict.ts";
import { startServer } from "../../../src/server/index.ts";
import { loadPackage } from "../../../src/stages/6-package/index.ts";
import type { Label, Visited } from "./world.ts";

export interface ServedShop extends AsyncDisposable {
  readonly store: Store;
  readonly workspace: Workspace;
  /** Asks about visits; how many of them each version answered. */
  ask(visits: readonly Visited[]): Promise<ReadonlyMap<number, number>>;
  /** Reports labels. */
  tell(labels: readonly Label[]): Promise<void>;
  /** Resolves when the server has followed the store. */
  settle(): Promise<void>;
}

export interface ServeShopOptions {
  readonly definition: Definition;
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Rows of one request. */
const together = 400;
const graceMs = 10_000;

/** Opens the project's store, gives it the past that the champion learned from, and serves the champion. */
export async function serveShop({ definition, directory, now }: ServeShopOptions): Promise<ServedShop> {
  const { name } = definition;
  const workspace = workspaceOf(directory);
  const open = new AsyncDisposableStack();
  const log = open.use(await openEventLog(workspace.storePath));
  const store = open.use(await openStore(workspace.storePath));
  const keeper = open.use(new CountedKeeper(workspace.storePath));
  const champion = async () => {
    const { version } = await requireVersion(store, name, "champion");
    return { version, directory: workspace.versionDirectory(name, version) };
  };
  const { run } = await requireVersion(store, name, "champion");
  const history = join(workspace.snapshot((await findRun(store, run)).keys.clean ?? ""), "clean.parquet");
  await backfill({ package: await loadPackage((await champion()).directory), history, log }, { now });
  const server = await startServer({
    ...{ champion, port: 0, watchEveryMs: 20, pool: { workers: 1 } },
    live: { log, clock: now },
    keepCounts: (minutes) => keeper.keep(minutes),
    logger: pino({ level: "error" }),
  });
  open.defer(() => server.stop(graceMs).then(() => undefined));
  return {
    store,
    workspace,
    ask: (visits) => ask(server.url, visits),
    async tell(labels) {
      for (const part of inParts(labels)) await post(`${server.url}/feedback`, part);
    },
    async settle() {
      const { version } = await champion();
      await until(() => server.model.version === version, `the server to answer with version ${version}`);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Resolves when `isSo`; fails after a minute. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited a minute for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Answer {
  readonly model_version: number;
}

async function ask(url: string, visits: readonly Visited[]): Promise<ReadonlyMap<number, number>> {
  const answers = new Map<number, number>();
  for (const part of inParts(visits)) {
    const { predictions, rejected } = (await post(
      `${url}/predict`,
      part.map(({ row }) => row),
    )) as { readonly predictions: readonly Answer[]; readonly rejected: readonly unknown[] };
    if (rejected.length > 0) throw new Error(`The server refused visits: ${JSON.stringify(rejected[0])}`);
    for (const { model_version: version } of predictions)
      answers.set(version, (answers.get(version) ?? 0) + 1);
  }
  return answers;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / together) }, (_, part) =>
    all.slice(part * together, (part + 1) * together),
  );
}
