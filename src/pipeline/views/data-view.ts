/** How rows became features in one run: its stages, what left them and why, and the features that were made. */
import { describeExpression, walk } from "../../core/expression/index.ts";
import type { StageName, StageSummary } from "../../core/progress.ts";
import type { FoundRun, Store } from "../../io/store/index.ts";
import type { RunResult } from "../run-result.ts";
import { openRunRecord, type RunHead } from "./run-head.ts";
import { stageTables } from "./stage-table.ts";

export interface DroppedRows {
  readonly stage: StageName;
  /** The rule, or the column whose values did not fit. */
  readonly rule: string;
  readonly policy: string;
  readonly rows: number;
  /** Whether the rows left; otherwise they were repaired. */
  readonly left: boolean;
}

export interface FeatureWords {
  readonly name: string;
  readonly type: string;
  /** The definition, as a person writes it. */
  readonly words: string;
  /** Of what was computed in the run; null where the run did not come that far. */
  readonly sql: string | null;
  readonly missingShare: number | null;
  /** The columns of events that it reads. */
  readonly reads: readonly string[];
  readonly isInput: boolean;
}

export interface RunData {
  readonly run: RunHead;
  readonly stages: readonly (StageSummary & {
    /** Whether there is a table whose columns can be looked at. */
    readonly hasTable: boolean;
  })[];
  readonly dropped: readonly DroppedRows[];
  /** Null where the run did not come that far. */
  readonly split: {
    readonly by: string;
    readonly trainRows: number;
    readonly validationRows: number;
    readonly unlabelledRows: number;
  } | null;
  readonly features: readonly FeatureWords[];
  readonly warnings: readonly { readonly stage: StageName; readonly message: string }[];
}

/** The data of the run that `name` means; NOT_FOUND. */
export async function dataView(store: Store, name: string): Promise<RunData> {
  const { head, found, result } = await openRunRecord(store, name);
  return {
    run: head,
    stages: found.stages.map((stage) => ({ ...stage, hasTable: stage.stage in stageTables })),
    dropped: result === null ? [] : droppedRows(result),
    split: result === null ? null : splitOf(result),
    features: featureWords(found, result),
    warnings: result?.warnings ?? [],
  };
}

function droppedRows({ collecting, cleaning }: RunResult): DroppedRows[] {
  const misfits = Object.entries(collecting.rejectedByColumn).map(
    ([rule, rows]): DroppedRows => ({ stage: "collect", rule, policy: "setAside", rows, left: true }),
  );
  const ruled = cleaning.outcomes
    .filter(({ rows }) => rows > 0)
    .map(
      ({ rule, policy, rows }): DroppedRows => ({
        stage: "clean",
        rule,
        policy,
        rows,
        left: policy === "drop" || policy === "setAside",
      }),
    );
  return [...misfits, ...ruled];
}

function splitOf({ split }: RunResult): RunData["split"] {
  const { by, trainRows, validationRows, unlabelledRows } = split;
  return { by, trainRows, validationRows, unlabelledRows };
}

function featureWords({ definition }: FoundRun, result: RunResult | null): FeatureWords[] {
  const inputs = new Set(definition.inputs.map(({ name }) => name));
  return definition.features.map(({ name, type, expression }) => {
    const made = result?.features.find((feature) => feature.name === name);
    const reads = [...walk(expression)].flatMap((node) => (node.kind === "column" ? [node.column] : []));
    return {
      name,
      type,
      words: describeExpression(expression),
      sql: made?.sql ?? null,
      missingShare: made?.missingShare ?? null,
      reads: [...new Set(reads)],
      isInput: inputs.has(name),
    };
  });
}
