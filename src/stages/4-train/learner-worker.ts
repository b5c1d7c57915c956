/** The other side of `remote-learner.ts`: a learner in a worker thread, told what to do by messages, one at a time. */
import { parentPort, workerData } from "node:worker_threads";
import { AirworthyError } from "../../core/error.ts";
import { type LearnerOptions, openLearner } from "./learner.ts";
import type { LearnerCall, LearnerClose, LearnerReply } from "./remote-learner.ts";

const closing = new AbortController();
const learner = openLearner(workerData as LearnerOptions, closing.signal);
let before: Promise<unknown> = learner;

parentPort?.on("message", (message: LearnerCall | LearnerClose) => {
  if (message === "close") closing.abort();
  before = before.then(() => (message === "close" ? close() : answer(message)));
});

async function answer({ id, method, operands }: LearnerCall): Promise<void> {
  if (closing.signal.aborted) return;
  const reply = (found: LearnerReply) => parentPort?.postMessage(found);
  try {
    const opened = await learner;
    const call = opened[method] as (...values: readonly unknown[]) => Promise<unknown>;
    reply({ id, value: await call.apply(opened, [...operands]) });
  } catch (cause) {
    const code = cause instanceof AirworthyError ? cause.code : "ENGINE_FAILED";
    reply({ id, failure: { code, message: cause instanceof Error ? cause.message : String(cause) } });
  }
}

async function close(): Promise<void> {
  await (await learner)[Symbol.asyncDispose]();
  parentPort?.close();
}
