/**
 * Labels about events that the log does not have: the source alone has them, or they were asked about without being
 * recorded, or they were removed by age. What is reported of these holds for the source's row.
 */
import { join } from "node:path";
import { type Definition, feedbackPolicyOf } from "../../core/definition/index.ts";
import { withdrawnSql } from "../../core/withdrawn-label.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type LoggedFeedback, type Store, waitingLabelPages } from "../../io/store/index.ts";
import { plainJson, type SpoolContext, type SpooledLog, spoolLines } from "../7-serve/index.ts";
import { labelsInForce } from "../8-monitor/index.ts";
import { type LabelScope, outsideSql } from "./labels/label-scope.ts";
import { typedLabel } from "./labels/typed-label.ts";

export interface SourceLabelsInput {
  readonly store: Store;
  /** The place in the log behind which nothing is read. */
  readonly upTo: number;
  readonly log: SpooledLog;
  readonly directory: string;
}

/** The name of the file that {@link readSourceLabels} writes. */
export const sourceLabelsFile = "source-labels.parquet";

const json = JSON.stringify;
const waiting = {
  name: "waiting",
  columns: { seq: "BIGINT", event_id: "VARCHAR", source: "VARCHAR", received_at: "BIGINT", label: "JSON" },
  select: "*",
  line: ({ seq, event_id, source, received_at, label }: LoggedFeedback) =>
    `{"seq":${seq},"event_id":${json(event_id)},"source":${json(source)},"received_at":${received_at},"label":${plainJson(label)}}`,
} as const;

/** FROM item: seq, event_id, _aw_source, _aw_reported (epoch ms) and label (text, not quoted), everything that was said. */
export async function readSourceLabels(
  { store, upTo, log, directory }: SourceLabelsInput,
  context: SpoolContext,
): Promise<string> {
  const spooled = await spoolLines(waiting, waitingLabelPages(store, { upTo }), { directory, ...context });
  const target = join(directory, sourceLabelsFile);
  const columns = `seq, event_id, source AS _aw_source, received_at AS _aw_reported, label ->> '$' AS label`;
  await context.engine.run(
    `COPY (SELECT ${columns} FROM ${spooled} UNION ALL SELECT ${columns} FROM ${log.labels} l
       WHERE NOT EXISTS (SELECT 1 FROM ${log.events} e WHERE e.id = l.event_id) ORDER BY 1, 2, 3) TO ${quoteText(target)} (FORMAT parquet)`,
  );
  return parquetTable(target);
}

export interface RelabelInput {
  readonly definition: Definition;
  /** FROM item: the raw rows. */
  readonly original: string;
  /** As {@link readSourceLabels} gives them. */
  readonly labels: string;
  readonly without: readonly LabelScope[];
  /** Epoch milliseconds: labels that are not mature then do not count. */
  readonly now: number;
  readonly directory: string;
}

export interface Relabelled {
  /** FROM item: the raw rows with the labels that hold. */
  readonly rows: string;
  readonly count: number;
}

/** Gives the source's rows what was reported of them. */
export async function relabelSource(engine: Engine, input: RelabelInput): Promise<Relabelled> {
  const { definition, original, labels, without, now, directory } = input;
  const { id, time, label } = definition.events;
  if (id === null) return { rows: original, count: 0 };
  const key = `CAST(o.${quoteIdentifier(id)} AS VARCHAR)`;
  const at = `o.${quoteIdentifier(time)}`;
  const told = `(SELECT * FROM (SELECT q.event_id AS key, q._aw_source AS source, q.seq, q.label, q._aw_reported AS received_at,
      q._aw_source, q._aw_reported, epoch_ms(${at}) AS _aw_happened FROM ${labels} q JOIN ${original} o ON ${key} = q.event_id
      WHERE epoch_us(${at}) + ${label.maturesAfterMicros} <= ${now * 1_000}) WHERE ${outsideSql(without)} OR ${withdrawnSql("label")})`;
  const held = join(directory, "source-labels-held.parquet");
  await engine.run(
    `COPY (SELECT key, ${typedLabel(definition, "label")} AS label FROM ${labelsInForce(told, feedbackPolicyOf(definition))})
     TO ${quoteText(held)} (FORMAT parquet)`,
  );
  const [row] = await engine.all(`SELECT count(label) AS n FROM ${parquetTable(held)}`);
  const column = quoteIdentifier(label.column);
  const rows = `(SELECT o.* REPLACE (coalesce(h.label, o.${column}) AS ${column}) FROM ${original} o
    LEFT JOIN ${parquetTable(held)} h ON h.key = ${key})`;
  return { rows: Number(row?.n) === 0 ? original : rows, count: Number(row?.n) };
}
