/** Asks anew what the server says has changed, over one connection that comes back by itself. */
import type { Operation } from "./ask.ts";
import { listen } from "./event-stream.ts";
import { setLive } from "./live.ts";
import { queryClient } from "./query-client.ts";
import type { ApiEvents } from "./schema.gen.ts";

type Topic = ApiEvents["GET /api/changes"]["changed"][number];

const asked: Readonly<Record<Topic, readonly Operation[]>> = {
  alerts: ["GET /api/alerts", "GET /api/alerts/{id}", "GET /api/status", "GET /api/model-events"],
  models: [
    "GET /api/session",
    ...(["GET /api/models", "GET /api/models/{version}", "GET /api/rollout"] as const),
    ...(["GET /api/status", "GET /api/history", "GET /api/drift", "GET /api/model-events"] as const),
  ],
  figures: ["GET /api/status", "GET /api/history", "GET /api/drift", "GET /api/rollout"],
  labels: ["GET /api/feedback/acts", "GET /api/feedback/effect"],
};

const changed = new Set<Operation>();
let isAsking = false;

/** What changes while its question is under way is asked once more after it, however often it changes. */
async function askChanged(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  try {
    while (changed.size > 0) {
      const operations = [...changed];
      changed.clear();
      await Promise.all(
        operations.map((operation) => queryClient.invalidateQueries({ queryKey: [operation] })),
      );
    }
  } finally {
    isAsking = false;
  }
}

/** Follows what changes until the function that it returns is called. */
export function followChanges(): () => void {
  let wasLost = false;
  const stop = listen({
    address: () => "/api/changes",
    onConnection(isLive) {
      setLive(isLive);
      // Whether the server is away, or who asks may not any more, its answer to this tells.
      if (!isLive) void queryClient.invalidateQueries({ queryKey: ["GET /api/session"] });
      else if (wasLost) void queryClient.invalidateQueries();
      wasLost = !isLive;
    },
    onData(data) {
      const change = data as ApiEvents["GET /api/changes"];
      for (const topic of change.changed) for (const operation of asked[topic]) changed.add(operation);
      void askChanged();
    },
  });
  return () => {
    stop();
    setLive(false);
  };
}
