/** A process of its own that removes what is too old, in steps of 20 rows. */
import { openStore } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { type RetainInput, retain } from "./retain.ts";

process.once(
  "message",
  async ({ definition, directory }: { definition: RetainInput["definition"]; directory: string }) => {
    const workspace = workspaceOf(directory);
    const place = workspace.storePath;
    await using store = await openStore(place);
    await retain(
      { definition, workspace, store, log: store, place },
      { signal: new AbortController().signal, step: 20 },
    );
    process.disconnect?.();
  },
);
