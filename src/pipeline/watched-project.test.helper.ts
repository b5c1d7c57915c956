/** A project whose champion, version 1 of will-buy, is made by hand, with its store and its log. */
import { join } from "node:path";
import type { Fixture } from "../../test/packages/fixture.ts";
import { type EventLog, openEventLog } from "../io/event-log/index.ts";
import { allotVersion, changeAlias, markReady, openStore, type Store, startRun } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { buildPackage } from "../stages/6-package/index.ts";
import type { MonitorInput } from "./monitor-round.ts";

/** A Monday. */
export const start = Date.UTC(2026, 0, 5);

export interface WatchedProject {
  readonly directory: string;
  readonly store: Store;
  readonly log: EventLog;
  readonly input: MonitorInput;
}

export async function watchedProject(fixture: Fixture, name: string): Promise<WatchedProject> {
  const directory = join(fixture.directory, name);
  const workspace = workspaceOf(directory);
  const log = await openEventLog(workspace.storePath);
  const store = await openStore(workspace.storePath);
  const { definition, context } = fixture;
  const model = definition.name;
  const run = await startRun(store, { definition, now: start });
  const about = { name: model, run, now: start, key: "k", trainKey: "k", comparedWith: null, takenUpTo: 0 };
  const version = await allotVersion(store, about);
  const place = {
    version,
    directory: workspace.versionDirectory(model, version),
    keyFile: workspace.keyFile,
  };
  await buildPackage(fixture.input("", place), context);
  await markReady(store, { name: model, version, passed: true, threshold: 0.5, result: {} });
  await changeAlias(store, { name: model, version, now: start, choose: () => "champion" });
  return { directory, store, log, input: { definition, workspace, store, log: store } };
}
