import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEventLog } from "../io/event-log/index.ts";
import { openStore } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { replay } from "./replay.ts";

test("replay() ends as CANCELLED when a query is interrupted by the signal", async () => {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-replay-stopped-"));
  const workspace = workspaceOf(directory);
  const raw = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`column ${n}`, n]));
  const body = JSON.stringify({ max_lateness_us: 1, raw, inputs: {} });
  const common = { kind: "prediction", eventId: null, entity: "u", time: 1, model: "m", version: 1 } as const;
  const predictions = Array.from({ length: 80 }, (_, n) => ({ ...common, id: `p${n}`, body }));
  {
    await using log = await openEventLog(workspace.storePath);
    await log.append(predictions, { seen: Number.MAX_SAFE_INTEGER, now: 1 });
    await using store = await openStore(workspace.storePath);
    const stop = new AbortController();
    const onProgress = () => void setTimeout(() => stop.abort(), 20); // the engine reads what was spooled by then
    const stopped = replay({ workspace, store }, { signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  }
  await rm(directory, { recursive: true });
});
