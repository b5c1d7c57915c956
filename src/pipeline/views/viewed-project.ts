import type { Definition } from "../../core/definition/index.ts";
import type { Store } from "../../io/store/index.ts";
import type { Workspace } from "../../io/workspace.ts";

/** The project that pages show. */
export interface ViewedProject {
  readonly definition: Definition;
  readonly workspace: Workspace;
  /** With runs and the model's versions. */
  readonly store: Store;
  /** With the log; often the same. */
  readonly log: Store;
}
