/** The other side of `remote-learner.ts`: a learner in a worker thread, told what to do by messages, one at a time. */
import { parentPort, workerData } from "node:worker_threads";
import { AirworthyError } from "../../core/error.ts";
import { type LearnerOptions, openLearner } from "./learner.ts";
import type { LearnerCall, LearnerReply } from "./remote-learner.ts";

const learner = openLearner(workerData as LearnerOptions);

parentPort?.on("message", async ({ id, method, operands }: LearnerCall) => {
  const reply = (answer: LearnerReply) => parentPort?.postMessage(answer);
  try {
    const opened = await learner;
    const call = opened[method] as (...values: readonly unknown[]) => Promise<unknown>;
    reply({ id, value: await call.apply(opened, [...operands]) });
  } catch (cause) {
    const code = cause instanceof AirworthyError ? cause.code : "ENGINE_FAILED";
    reply({ id, failure: { code, message: cause instanceof Error ? cause.message : String(cause) } });
  }
});
