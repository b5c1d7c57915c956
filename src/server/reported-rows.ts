/** Rows of /feedback that say that a prediction is wrong, or skip it, told apart from those with a label. */
import { AirworthyError } from "../core/error.ts";
import type { PredictionReport } from "../pipeline/report-predictions.ts";
import type { Outcome, RowFault } from "../stages/7-serve/index.ts";
import type { ServerContext } from "./route.ts";

export interface ReportedRows {
  /** What is left to report as a label, with its place among the rows. */
  readonly labels: readonly { readonly place: number; readonly raw: unknown }[];
  /** What became of the others, by their place. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

/** Sorts them, and keeps what needs no label. NOT_FOUND where the server has no project to keep it in. */
export async function readReportedRows(
  rows: readonly unknown[],
  { project }: Pick<ServerContext, "project">,
): Promise<ReportedRows> {
  const read = rows.map((raw) => reportOf(raw));
  const reports = read.flatMap((own, place) => (own !== null && "report" in own ? [{ place, ...own }] : []));
  const outcomes = new Map<number, Outcome>();
  const labels = rows.flatMap((raw, place) => (read[place] === null ? [{ place, raw }] : []));
  for (const [place, own] of read.entries())
    if (own !== null && "fault" in own) outcomes.set(place, refused(own.fault));
  if (reports.length > 0) {
    if (project === null)
      throw new AirworthyError("NOT_FOUND", "This server has no project: it takes labels alone.");
    const { definition, log } = await project();
    const { reportPredictions } = await import("../pipeline/report-predictions.ts");
    const found = await reportPredictions(
      log,
      reports.map(({ report }) => report),
      { definition, now: Date.now() },
    );
    for (const [index, { place, report, source }] of reports.entries()) {
      const outcome = found[index];
      if (outcome?.kind === "label") {
        const raw = { prediction_id: report.predictionId, label: outcome.label, source };
        labels.push({ place, raw });
      } else if (outcome?.kind === "kept") outcomes.set(place, { kind: "feedback", outcome: "matched" });
      else outcomes.set(place, refused(fault("prediction_id", "no prediction with this id was logged")));
    }
  }
  return { labels, outcomes };
}

type Read = { readonly report: PredictionReport; readonly source: unknown } | { readonly fault: RowFault };

/** Null where it is no report. */
function reportOf(raw: unknown): Read | null {
  if (typeof raw !== "object" || raw === null || !("wrong" in raw || "skip" in raw)) return null;
  const { prediction_id: id, wrong, skip, label, source } = raw as Readonly<Record<string, unknown>>;
  const isOne = (wrong === true) !== (skip === true) && label === undefined;
  if (!isOne) return { fault: fault(null, "wanted one of label, wrong: true and skip: true") };
  const predictionId = typeof id === "number" && Number.isSafeInteger(id) ? String(id) : id;
  if (typeof predictionId !== "string" || predictionId === "")
    return { fault: fault("prediction_id", "wanted the id of a prediction, a text or a whole number") };
  const who = typeof source === "string" ? source : "";
  const kind = wrong === true ? "wrong" : "skipped";
  return { report: { predictionId, kind, who, note: "" }, source };
}

function fault(field: string | null, rule: string): RowFault {
  return { field, rule, value: null };
}

function refused(own: RowFault): Outcome {
  return { kind: "refused", code: "INPUT_INVALID", faults: [own] };
}
