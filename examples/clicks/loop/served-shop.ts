/** The shop's model behind HTTP, in this process and by the simulated clock: what it answers, and what it is told. */
import { join } from "node:path";
import { pino } from "pino";
import type { Definition } from "../../../src/core/definition/index.ts";
import { windowStart } from "../../../src/core/profile/index.ts";
import { openEventLog } from "../../../src/io/event-log/index.ts";
import { CountedKeeper } from "../../../src/io/store/counted-keeper.ts";
import {
  findRun,
  openStore,
  requireVersion,
  runningRollout,
  type Store,
} from "../../../src/io/store/index.ts";
import { type Workspace, workspaceOf } from "../../../src/io/workspace.ts";
import { backfill } from "../../../src/pipeline/predict.ts";
import { startServer } from "../../../src/server/index.ts";
import { loadPackage } from "../../../src/stages/6-package/index.ts";
import { type Answered, askAbout, report, shadowRows } from "./shop-client.ts";
import type { Label, Visited } from "./world.ts";

export interface ServedShop extends AsyncDisposable {
  readonly store: Store;
  readonly workspace: Workspace;
  /** Asks about visits; an answer each, in their order. */
  ask(visits: readonly Visited[]): Promise<readonly Answered[]>;
  /** Reports labels. */
  tell(labels: readonly Label[]): Promise<void>;
  /** Resolves when what the server counted in the minute of `at` (epoch milliseconds) lies in the store. */
  counted(at: number): Promise<void>;
  /** Resolves when the server has followed the store: its champion and its challenger. */
  settle(): Promise<void>;
}

export interface ServeShopOptions {
  readonly definition: Definition;
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const watchEveryMs = 50;
const graceMs = 10_000;

/** Opens the project's store, gives it the past that the champion learned from, and serves the champion. */
export async function serveShop({ definition, directory, now }: ServeShopOptions): Promise<ServedShop> {
  const { name } = definition;
  const workspace = workspaceOf(directory);
  await using opening = new AsyncDisposableStack();
  const log = opening.use(await openEventLog(workspace.storePath));
  const store = opening.use(await openStore(workspace.storePath));
  const keeper = opening.use(new CountedKeeper(workspace.storePath));
  const { champion, rollout } = registryOf({ store, workspace, name });
  const { run } = await requireVersion(store, name, "champion");
  const history = join(workspace.snapshot((await findRun(store, run)).keys.clean ?? ""), "clean.parquet");
  await backfill({ package: await loadPackage((await champion()).directory), history, log }, { now });
  const kept = new Set<number>();
  let looks = 0;
  const server = await startServer({
    ...{ champion, port: 0, watchEveryMs, pool: { workers: 1 }, live: { log, clock: now } },
    rollout() {
      looks += 1;
      return rollout();
    },
    async keepCounts(minutes) {
      await keeper.keep(minutes);
      for (const { start } of minutes) kept.add(start);
    },
    keepTrial: ({ version: _, ...note }) => keeper.keepTrial(note),
    logger: pino({ level: "error" }),
  });
  opening.defer(() => server.stop(graceMs).then(() => undefined));
  const open = opening.move();
  return {
    store,
    workspace,
    async ask(visits) {
      const running = await rollout();
      if (running === null) return await askAbout(server.url, visits);
      const before = await shadowRows(server.url);
      // A rollout times requests: each visit is one.
      const answers = await askAbout(server.url, visits, { together: 1 });
      if (running.mode !== "shadow") return answers;
      const isCompared = async () => (await shadowRows(server.url)) - before >= visits.length;
      await until("the challenger in shadow", isCompared);
      return answers;
    },
    tell: (labels) => report(server.url, labels),
    async counted(at) {
      if ((await rollout()) === null) return;
      const minute = windowStart(at, "minute");
      await until("what the server counted", () => kept.has(minute));
    },
    async settle() {
      const [{ version }, before] = [await champion(), looks];
      // The look under way may have read the store before; the next one has, and its end is the beginning of another.
      await until(`the server to follow to version ${version}`, () => looks >= before + 3);
      if (server.model.version !== version)
        throw new Error(`The server does not answer with version ${version}.`);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

interface RegistryOptions {
  readonly store: Store;
  readonly workspace: Workspace;
  /** Of the model. */
  readonly name: string;
}

/** What the server is to serve: the champion, and the challenger of a running rollout. */
function registryOf({ store, workspace, name }: RegistryOptions) {
  const directoryOf = (version: number) => workspace.versionDirectory(name, version);
  return {
    async champion() {
      const { version } = await requireVersion(store, name, "champion");
      return { version, directory: directoryOf(version) };
    },
    async rollout() {
      const running = await runningRollout(store, name);
      return running === null ? null : { ...running, directory: directoryOf(running.version) };
    },
  };
}

/** Resolves when it is so; fails after a minute. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited a minute for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
