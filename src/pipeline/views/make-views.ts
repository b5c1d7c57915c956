/** Makes long views in a thread, one after the other; what the first page asks for is loaded as it begins. */
import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError, type ErrorCode } from "../../core/error.ts";
import { openStore, type Store } from "../../io/store/open-store.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { writeSpreads } from "./kept-spreads.ts";
import { askHere, type LongView, type LongViewOptions } from "./long-views.ts";
import { readyViews } from "./ready-views.ts";
import type { ViewedProject } from "./viewed-project.ts";

/** Plain data. */
export interface ViewThreadData {
  readonly definition: Definition;
  readonly projectDirectory: string;
  /** The path or postgres:// address of the store with the event log. */
  readonly log: string;
}

export interface ViewRequest {
  readonly id: number;
  readonly view: LongView;
  readonly options: LongViewOptions<LongView>;
}

/** `code` is null where it is a defect. */
export interface ViewFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type ViewReply =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly failure: ViewFailure };

const { definition, projectDirectory, log: location }: ViewThreadData = workerData;
let project: Promise<ViewedProject> | null = null;
let last: Promise<void> = opened()
  .then(readyViews)
  .catch(() => undefined); // the first question tells it

async function open(): Promise<ViewedProject> {
  const workspace = workspaceOf(projectDirectory);
  const store = await openStore(workspace.storePath);
  const log: Store = location === workspace.storePath ? store : await openStore(location);
  return { definition, workspace, store, log };
}

function opened(): Promise<ViewedProject> {
  project ??= open().catch((cause: unknown) => {
    project = null; // it may be there the next time
    throw cause;
  });
  return project;
}

async function make({ id, view, options }: ViewRequest): Promise<ViewReply> {
  try {
    return { id, reply: await askHere(await opened())(view, options) };
  } catch (cause) {
    if (cause instanceof AirworthyError) {
      const { code, message, details } = cause;
      return { id, failure: { code, message, details } };
    }
    const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { id, failure: { code: null, message, details: {} } };
  }
}

/** With traffic each minute's window draws some anew. */
const writtenEveryMs = 5 * 60_000;
let writtenAt = Number.NEGATIVE_INFINITY;

/** What this thread has drawn is there for the next one: it, too, is ended by what gives it no time. */
function keepDrawn(): void {
  if (performance.now() - writtenAt < writtenEveryMs) return;
  writtenAt = performance.now();
  void writeSpreads(workspaceOf(projectDirectory));
}

const asked = new Set<LongView>();

/** The thread is ended by what gives it no time: what the first of its kind has loaded is kept at once. */
function keepCompiled(view: LongView): void {
  if (asked.has(view)) return;
  asked.add(view);
  flushCompileCache();
}

parentPort?.on("message", (request: ViewRequest) => {
  last = last.then(async () => {
    parentPort?.postMessage(await make(request));
    keepCompiled(request.view);
    if (request.view === "drift" || request.view === "status") keepDrawn();
  });
});
