/** The thread that writes what a server counted into the store. After a failure the store is opened anew. */
import { parentPort, workerData } from "node:worker_threads";
import { openStore, type Store, storeFailure } from "./open-store.ts";
import { addCounted, type CountedMinute } from "./profiles.ts";
import { keepRolloutServer, type RolloutServer } from "./rollout-servers.ts";

export interface CountedThreadData {
  readonly location: string;
}

export interface CountedRequest {
  readonly id: number;
  readonly minutes: readonly CountedMinute[];
  /** What became of a challenger in this process. */
  readonly trials: readonly RolloutServer[];
}

export interface CountedReply {
  readonly id: number;
  /** Null where the minutes are kept. */
  readonly failure: string | null;
}

const { location }: CountedThreadData = workerData;
let store: Store | null = null;
let last: Promise<void> = Promise.resolve();

async function keep({ id, minutes, trials }: CountedRequest): Promise<void> {
  try {
    store ??= await openStore(location);
    if (minutes.length > 0) await addCounted(store, minutes);
    for (const trial of trials) await keepRolloutServer(store, trial);
    reply({ id, failure: null });
  } catch (cause) {
    const failure = storeFailure(cause, location);
    reply({ id, failure: failure instanceof Error ? failure.message : String(failure) });
    const broken = store;
    store = null;
    await broken?.[Symbol.asyncDispose]();
  }
}

function reply(message: CountedReply): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", (request: CountedRequest) => {
  last = last.then(() => keep(request));
});
