/** The project behind a server, for the pages that show it: opened when the first of them asks, not when the server starts. */
import type { Definition } from "../core/definition/index.ts";
import type { EventLog } from "../io/event-log/index.ts";
import type { Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { AskView } from "../pipeline/views/long-views.ts";

export interface ServedProject {
  readonly definition: Definition;
  /** The config's folder. */
  readonly projectDirectory: string;
  readonly workspace: Workspace;
  /** With the model's versions. */
  readonly store: Store;
  /** With the log and all that is made of it; often the same. */
  readonly log: Store;
  /** What may take seconds is made beside the event loop, which answers. */
  readonly ask: AskView;
  /** For what pages add to the log; opened when the first of them does. */
  readonly appender: () => Promise<EventLog>;
}

export interface OpenProject {
  (): Promise<ServedProject>;
  /** Readies what makes long views, for a page that is about to ask. */
  readonly begin?: () => void;
}
