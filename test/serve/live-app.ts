/** The whole server but its socket, over a real package, a real model and a real event log in a file of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventLog, openEventLog } from "../../src/io/event-log/index.ts";
import type { LiveCoreOptions, ServedModel } from "../../src/stages/7-serve/index.ts";
import { type TestApp, type TestAppOptions, testApp } from "./test-app.ts";

export interface LiveApp extends TestApp {
  readonly eventLog: EventLog;
  /** Of the event log. */
  readonly location: string;
}

export interface LiveAppOptions extends Omit<TestAppOptions, "live"> {
  /** A log that is there already; a new one unless told. */
  readonly location?: string;
  readonly live?: Partial<Omit<LiveCoreOptions, "host" | "log">>;
  /** What stands between the server and its log. */
  readonly through?: (log: EventLog) => EventLog;
}

/** Serves `model` with live features. */
export async function liveApp(model: ServedModel, options: LiveAppOptions = {}): Promise<LiveApp> {
  const { location: given, live = {}, through = (log) => log, ...rest } = options;
  const directory = given === undefined ? await mkdtemp(join(tmpdir(), "airworthy-live-")) : null;
  const location = given ?? join(directory ?? "", "store.sqlite");
  const log = await openEventLog(location);
  const app = await testApp(model, { ...rest, live: { log: through(log), ...live } });
  return {
    ...app,
    eventLog: log,
    location,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await log[Symbol.asyncDispose]();
      if (directory !== null) await rm(directory, { recursive: true, force: true });
    },
  };
}
