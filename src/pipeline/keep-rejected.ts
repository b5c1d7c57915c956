/** The rows that stopped a run outlive it: the folder that its stage wrote aside goes, rejected.parquet stays. */
import { join } from "node:path";
import { AirworthyError } from "../core/error.ts";
import { copyFileWhole } from "../io/files.ts";
import { exists } from "../io/workspace.ts";

export interface KeepRejectedOptions {
  /** The folder of the stage that failed. */
  readonly from: string;
  /** The path of the copy. */
  readonly to: string;
}

/** Where `cause` tells of `rejectedRows`, copies them to `to` and returns the error with that path; else `cause`. */
export async function keepRejected(cause: unknown, { from, to }: KeepRejectedOptions): Promise<unknown> {
  if (!(cause instanceof AirworthyError) || !(Number(cause.details.rejectedRows) > 0)) return cause;
  const rejected = join(from, "rejected.parquet");
  if (!(await exists(rejected))) return cause;
  await copyFileWhole(rejected, to);
  return new AirworthyError(cause.code, `${cause.message} The rows are kept in ${to}.`, {
    cause,
    details: { ...cause.details, rejected: to },
  });
}
