/** The outputs of a version for the rows of a batch; where it fails on some, which ones. */
import { AirworthyError } from "../../../core/error.ts";
import type { Tensors } from "../../../io/runtime.ts";
import type { ModelHost } from "../inference/index.ts";
import type { BatchGroup } from "./batch-groups.ts";
import type { Decided } from "./decide.ts";
import type { LiveReport } from "./live-report.ts";
import { feedsOfRows, type InputValues } from "./model-inputs.ts";
import type { RowWork } from "./work.ts";

interface Asking {
  readonly host: ModelHost;
  readonly report: LiveReport;
}

/**
 * The outputs, null where no row wants any. "retry" where some rows are settled or are the champion's now, for the model
 * failed on them, or where all are, for the challenger was taken back: those that are left are decided again.
 */
export async function askModel(
  decided: readonly Decided[],
  group: BatchGroup,
  { host, report }: Asking,
): Promise<Tensors | null | "retry"> {
  const asked = decided.flatMap(({ work, inputs }) => (inputs === null ? [] : [{ work, inputs }]));
  if (asked.length === 0) return null;
  try {
    return await outputsOf(
      asked.map(({ inputs }) => inputs),
      group,
    );
  } catch (cause) {
    const code = cause instanceof AirworthyError ? cause.code : "DEFECT";
    const isRows = code === "ENGINE_FAILED" && asked.length > 1;
    if (!group.isTrial && !isRows) throw cause;
    if (group.isTrial && group.serving !== host.trial?.serving) return "retry"; // it was taken back
    const failed = isRows ? await failAlone(asked, group) : asked.map(({ work }) => ({ work, cause }));
    if (group.isTrial) {
      for (const { work } of failed) work.stays = true;
      if (failed.length > 0)
        report.onTrialFailed({ version: group.model.version, code, rows: failed.length });
    } else for (const { work, cause } of failed) giveUp(work, cause);
    return "retry";
  }
}

async function outputsOf(inputs: readonly InputValues[], { serving, model }: BatchGroup): Promise<Tensors> {
  const feeds = feedsOfRows(model.serving.definition.inputs, inputs);
  const { result } = await serving.pool.infer(feeds, { isWhole: true });
  if (result[model.output]?.data instanceof Float32Array) return result;
  throw new AirworthyError("ENGINE_FAILED", `Cannot answer: the model gave no output '${model.output}'.`);
}

interface Failed {
  readonly work: RowWork;
  readonly cause: unknown;
}

/** The model failed on somebody's row: each is asked alone, and only those that fail are given up. */
async function failAlone(
  asked: readonly { readonly work: RowWork; readonly inputs: InputValues }[],
  group: BatchGroup,
): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  for (const { work, inputs } of asked) {
    try {
      await outputsOf([inputs], group);
    } catch (cause) {
      failed.push({ work, cause });
    }
  }
  return failed;
}

/** Nothing more is done about the row. */
export function giveUp(work: RowWork, cause: unknown): void {
  work.predictionId = null;
  work.record = false;
  work.call.settle(work.place, { kind: "failed", cause });
}
