/**
 * What a server recorded, made ready to learn from: the events as a source has them, with the labels that were reported
 * and are mature, and the inputs that the model was given when it was asked about them.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Definition,
  type Feature,
  type FeatureType,
  feedbackPolicyOf,
} from "../../core/definition/index.ts";
import { withdrawnSql } from "../../core/withdrawn-label.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { jsonPointer, jsonPointers } from "../../io/json-pointer.ts";
import { hashFile } from "../../io/source-files.ts";
import { logPosition, type Store } from "../../io/store/index.ts";
import { type SpooledLog, spoolLog } from "../7-serve/index.ts";
import { labelsInForce } from "../8-monitor/index.ts";
import type { StageContext } from "../context.ts";
import { throwIfCancelled } from "../run-query.ts";
import { carriedSource, type LabelScope, outsideSql } from "./labels/label-scope.ts";
import { arrivalColumn, labelArrivalColumn } from "./recorded-columns.ts";
import { readSourceLabels, sourceLabelsFile } from "./source-labels.ts";

export interface ReadRecordedInput {
  readonly definition: Definition;
  /** Where the event log is. */
  readonly store: Store;
  /** Versions whose features mean what the definition's do: what they were given is taken as it was. */
  readonly servedAlike: readonly number[];
  /** Reported labels that are not to be learned from; none unless told. */
  readonly withoutLabels?: readonly LabelScope[];
  /** A folder for the files; the caller's to remove. */
  readonly directory: string;
}

export interface Recorded {
  /** Of all that was read: the same log gives the same hash. 64 hexadecimal digits. */
  readonly hash: string;
  readonly directory: string;
  /** The place in the log up to which it was read. */
  readonly upTo: number;
  /** Path: one object a line with every declared column, in the order of the log. */
  readonly lines: string;
  /** Path of a Parquet file: `airworthy_event`, the event's id, and the features that are inputs, as they were served. */
  readonly served: string;
  readonly servedFeatures: readonly string[];
  /** Path of a Parquet file: the newest mature label of each source and event, and those that events carry, as `checkLabels` takes them. */
  readonly labels: string;
  /** FROM item: what was reported of events that the log does not have, see `readSourceLabels`. */
  readonly outside: string;
  readonly withoutLabels: readonly LabelScope[];
  readonly events: number;
  /** Events with a label that is mature, reported or carried. */
  readonly labelled: number;
  readonly servedRows: number;
}

/** Reads the log as it stands when the call begins; STORE_UNUSABLE, DISK_UNUSABLE, CANCELLED. */
export async function readRecorded(input: ReadRecordedInput, context: StageContext): Promise<Recorded> {
  const { store, directory } = input;
  const { engine, signal } = context;
  const upTo = await logPosition(store);
  const spooled = await spoolLog(
    { store, since: null, upTo, of: "everybody", directory },
    { engine, proceed: () => throwIfCancelled(signal, "feedback") },
  );
  const outside = await readSourceLabels(
    { store, upTo, log: spooled, directory },
    { engine, proceed: () => throwIfCancelled(signal, "feedback") },
  );
  const log = { ...spooled, labels: heldLabels(spooled, input.withoutLabels ?? []) };
  const [lines, served] = [join(directory, "recorded.jsonl"), join(directory, "served.parquet")];
  const labels = join(directory, "said.parquet");
  await engine.run(`COPY (${eventsSql(input, log, context.now())}) TO ${quoteText(lines)} (FORMAT json)`);
  await engine.run(`COPY (${servedSql(input, log)}) TO ${quoteText(served)} (FORMAT parquet)`);
  await engine.run(
    `COPY (${saidSql(input.definition, log, context.now())}
       UNION ALL BY NAME ${carriedSql(input.definition, log, context.now())}
       UNION ALL BY NAME SELECT event_id, label, _aw_source, _aw_reported, NULL::BIGINT AS _aw_happened FROM (SELECT * FROM ${outside}
         QUALIFY row_number() OVER (PARTITION BY event_id, _aw_source ORDER BY seq DESC) = 1) WHERE NOT ${withdrawnSql("label")}) TO ${quoteText(labels)} (FORMAT parquet)`,
  );
  const { withoutLabels = [] } = input;
  const hashes = [await hashFile(lines, context), await hashFile(served, context)];
  const beside = await hashOutside(input, outside, context);
  const hash = createHash("sha256")
    .update(JSON.stringify([...hashes, ...beside]))
    .digest("hex");
  const counts = await countRows(engine, input.definition, { lines, served });
  const servedFeatures = givenFeatures(input.definition).map(({ name }) => name);
  return { hash, directory, upTo, lines, served, servedFeatures, labels, outside, withoutLabels, ...counts };
}

const hourMs = 3_600_000;

/** Nothing where no such label was reported; with the hour where they wait to be mature, which the rows alone tell. */
async function hashOutside(
  { definition, directory, withoutLabels = [] }: ReadRecordedInput,
  outside: string,
  context: StageContext,
): Promise<unknown[]> {
  const [row] = await context.engine.all(`SELECT count(*) AS n FROM ${outside}`);
  if (Number(row?.n) === 0) return [];
  const waits = definition.events.label.maturesAfterMicros > 0;
  const hour = waits ? Math.floor(context.now() / hourMs) : null;
  return [await hashFile(join(directory, sourceLabelsFile), context), withoutLabels, hour];
}

/** The log's labels with when they were reported and when their event happened, epoch ms, but for those that are left out; what was taken back stays so. */
function heldLabels({ labels, events }: SpooledLog, without: readonly LabelScope[]): string {
  return `(SELECT * FROM (SELECT l.*, l.source AS _aw_source, l.received_at AS _aw_reported, e.time // 1000 AS _aw_happened
      FROM ${labels} l JOIN ${events} e ON e.id = l.event_id) WHERE ${outsideSql(without)} OR ${withdrawnSql("CAST(label AS VARCHAR)")})`;
}

/** What each source said last of each event whose label is mature; a text is not quoted. */
function saidSql({ events }: Definition, { labels }: SpooledLog, now: number): string {
  return `SELECT event_id, label ->> '$' AS label, _aw_source, _aw_reported, _aw_happened
    FROM (SELECT *, row_number() OVER (PARTITION BY event_id, source ORDER BY place DESC) AS age FROM ${labels})
    WHERE age = 1 AND NOT ${withdrawnSql("CAST(label AS VARCHAR)")} AND _aw_happened * 1000 + ${events.label.maturesAfterMicros} <= ${now * 1_000}`;
}

/** Who says a label that an event of the log carries, and when; as `outsideSql` looks at it. */
const carried = `'${carriedSource}' AS _aw_source, e.received_at AS _aw_reported, e.time // 1000 AS _aw_happened`;

/** The mature labels that events carry. */
function carriedSql({ events }: Definition, log: SpooledLog, now: number): string {
  const { column, maturesAfterMicros } = events.label;
  return `SELECT * FROM (SELECT e.id AS event_id, json_extract_string(e.raw, ${jsonPointer(column)}) AS label, ${carried}
      FROM ${log.events} e WHERE e.time + ${maturesAfterMicros} <= ${now * 1_000}) WHERE label IS NOT NULL AND event_id IS NOT NULL`;
}

/** The label that holds for each event, by the definition's policy. */
function inForce(labels: string, definition: Definition): string {
  const told = `(SELECT event_id AS key, source, place AS seq, CAST(label AS VARCHAR) AS label, received_at FROM ${labels})`;
  return `(SELECT key, CAST(label AS JSON) AS label, received_at FROM ${labelsInForce(told, feedbackPolicyOf(definition))})`;
}

const isoTime = (epochMs: string) => `strftime(make_timestamp(${epochMs} * 1000), '%Y-%m-%dT%H:%M:%S.%fZ')`;

function eventsSql(
  { definition, withoutLabels = [] }: ReadRecordedInput,
  log: SpooledLog,
  now: number,
): string {
  const { events } = definition;
  const names = Object.keys(events.columns);
  const { column, maturesAfterMicros } = events.label;
  const isMature = `e.time + ${maturesAfterMicros} <= ${now * 1_000}`;
  const values = names.map((name, index) => {
    const own = `v[${index + 1}]`;
    const taken = `coalesce(label, CASE WHEN ${outsideSql(withoutLabels)} THEN ${own} END)`;
    const value = name === column ? `CASE WHEN mature THEN ${taken} END` : own;
    return `${value} AS ${quoteIdentifier(name)}`;
  });
  return `SELECT ${values.join(", ")}, ${isoTime("received_at")} AS ${arrivalColumn},
      CASE WHEN mature THEN ${isoTime("label_at")} END AS ${labelArrivalColumn}
    FROM (SELECT e.seq, e.received_at, ${carried}, ${isMature} AS mature, l.label, l.received_at AS label_at,
            json_extract(e.raw, ${jsonPointers(names)}) AS v
          FROM ${log.events} e LEFT JOIN ${inForce(log.labels, definition)} l ON l.key = e.id)
    ORDER BY seq`;
}

const servedTypes: Readonly<Record<FeatureType, string>> = {
  number: "DOUBLE",
  boolean: "BOOLEAN",
  text: "VARCHAR",
};

function givenFeatures({ features, inputs }: Definition): Feature[] {
  return features.filter(({ name }) =>
    inputs.some((input) => input.origin === "feature" && input.name === name),
  );
}

function servedSql({ definition, servedAlike }: ReadRecordedInput, { predictions }: SpooledLog): string {
  const given = givenFeatures(definition);
  const values = given.map(
    ({ name, type }, index) => `CAST(v[${index + 1}] AS ${servedTypes[type]}) AS ${quoteIdentifier(name)}`,
  );
  const versions = servedAlike.length === 0 ? "FALSE" : `version IN (${servedAlike.join(", ")})`;
  const pointers = given.length === 0 ? "[]" : jsonPointers(given.map(({ name }) => name));
  return `SELECT ${["event_id AS airworthy_event", ...values].join(", ")}
    FROM (SELECT seq, event_id, json_extract_string(inputs, ${pointers}) AS v FROM ${predictions}
          WHERE event_id IS NOT NULL AND model = ${quoteText(definition.name)} AND ${versions}) ORDER BY seq`;
}

interface Files {
  readonly lines: string;
  readonly served: string;
}

async function countRows(engine: Engine, { events }: Definition, { lines, served }: Files) {
  const label = quoteIdentifier(events.label.column);
  const [row = {}] = await engine.all(
    `SELECT (SELECT count(*) FROM read_ndjson_objects(${quoteText(lines)})) AS events,
       (SELECT count(*) FROM read_json(${quoteText(lines)}, format = 'newline_delimited', columns = {${quoteText(events.label.column)}: 'JSON'})
        WHERE json_type(${label}) <> 'NULL') AS labelled,
       (SELECT count(*) FROM ${quoteText(served)}) AS served`,
  );
  return { events: Number(row.events), labelled: Number(row.labelled), servedRows: Number(row.served) };
}
