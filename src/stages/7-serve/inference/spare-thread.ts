/**
 * One inference thread that starts before it is known what it will serve: Node and ONNX Runtime take a fifth of a
 * second to begin, on a core that is idle while a server reads its config and its modules. Imports nothing of ours, so
 * that it comes before everything.
 */
import { Worker } from "node:worker_threads";

// The build turns .ts into .js, but not inside a URL.
const script = new URL(
  `./inference-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
);

let spare: Worker | null = null;

/** Starts a thread for whoever needs the first one; the process does not live for it. */
export function prepareThread(): void {
  if (spare !== null) return;
  const worker = new Worker(script);
  // What has died is not taken: whoever needs a thread starts one, and is told why it fails.
  const forget = () => {
    if (spare === worker) spare = null;
  };
  worker.once("error", forget).once("exit", forget).unref();
  spare = worker;
}

/** The thread that is prepared, or a new one; it waits for its ThreadData as its first message. */
export function takeThread(): Worker {
  const worker = spare ?? new Worker(script);
  spare = null;
  worker.ref();
  return worker;
}
