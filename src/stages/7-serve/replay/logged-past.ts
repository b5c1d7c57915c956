/**
 * What a version's states were made of, as tables of the connection: `replay_asked` (the rows that were predicted),
 * `replay_past` (the events that count) and `replay_labels` (the labels that took effect), each with its place in the
 * log. What came too late is decided as serving decides it, from the log alone.
 */
import type { Definition } from "../../../core/definition/index.ts";
import { type Engine, quoteIdentifier } from "../../../io/engine.ts";
import { arrivalColumn, seqColumn } from "../logged/index.ts";
import { leftNothing } from "./label-rows.ts";

export interface LoggedPastInput {
  readonly definition: Definition;
  /** FROM items: the spooled log of one version, and its rows as the batch rules left them. */
  readonly predictions: string;
  readonly events: string;
  readonly labels: string;
  readonly cleanPredictions: string;
  readonly cleanEvents: string;
  /** Null where no feature looks at outcomes. */
  readonly cleanLabels: string | null;
  readonly maxLatenessMicros: number;
}

/** Makes the three tables anew. */
export async function makeLoggedPast(input: LoggedPastInput, engine: Engine): Promise<void> {
  const { definition, predictions, events, cleanPredictions, cleanEvents, maxLatenessMicros } = input;
  const { time, known } = definition.events;
  const columns = completedColumns(definition);
  const at = `epoch_us(c.${quoteIdentifier(time)})`;
  // From when on a row may see the event: at `from` < t.
  const from = known === null ? at : `greatest(${at}, epoch_us(${arrived(known)}) - 1)`;
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_asked AS
    SELECT p.seq, p.entity, ${at} AS t, ${columns}
    FROM ${cleanPredictions} c JOIN ${predictions} p ON p.seq = c.${seqColumn}`);
  const latest =
    "max(least(time, received_at * 1000)) OVER (PARTITION BY entity ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING";
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_latest AS
    SELECT seq, id, entity, time, ${latest} AND CURRENT ROW) AS latest, ${latest} AND 1 PRECEDING) AS latest_before FROM ${events}`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_past AS
    SELECT e.seq, e.entity, ${at} AS t, ${from} AS "from", ${columns}
    FROM ${cleanEvents} c JOIN replay_latest e ON e.seq = c.${seqColumn}
    WHERE e.time >= coalesce(e.latest_before, e.time) - ${maxLatenessMicros}`);
  await makeLabels(input, engine);
}

/** `from` of a label is when its event counts with it or without it, whichever is sooner. */
async function makeLabels(
  { definition, labels, cleanLabels, maxLatenessMicros }: LoggedPastInput,
  engine: Engine,
): Promise<void> {
  const { column, knownColumn, maturesAfterMicros } = definition.events.label;
  const matured = knownColumn === null ? Math.max(1, maturesAfterMicros) - 1 : 0;
  const rows =
    cleanLabels === null
      ? `SELECT NULL::BIGINT AS seq, NULL::VARCHAR AS entity, NULL::BIGINT AS event_seq, NULL::BIGINT AS "from", NULL::BIGINT AS received_at, NULL AS value WHERE FALSE`
      : `SELECT l.seq, l.entity, e.seq AS event_seq, greatest(p."from", p.t + ${matured}) AS "from", l.received_at, c.${quoteIdentifier(column)} AS value
         FROM (SELECT ${seqColumn}, ${quoteIdentifier(column)} FROM ${cleanLabels} UNION ALL BY NAME SELECT place AS ${seqColumn} FROM ${labels} WHERE ${leftNothing}) c
         JOIN ${labels} l ON l.place = c.${seqColumn}
         JOIN replay_latest e ON e.id = l.event_id
         JOIN replay_past p ON p.seq = e.seq
         ASOF JOIN replay_latest s ON s.entity = l.entity AND l.seq >= s.seq
         WHERE e.time >= s.latest - ${maxLatenessMicros + maturesAfterMicros}`;
  await engine.run(`CREATE OR REPLACE TEMP TABLE replay_labels AS ${rows}`);
}

const arrived = (column: string) => `coalesce(c.${quoteIdentifier(column)}, c.${arrivalColumn})`;

/** The declared columns; what nobody says is known when it arrives. */
function completedColumns({ events }: Definition): string {
  const arrivals = new Set([events.known, events.label.knownColumn]);
  return Object.keys(events.columns)
    .map((name) => {
      const quoted = quoteIdentifier(name);
      return arrivals.has(name) ? `${arrived(name)} AS ${quoted}` : `c.${quoted}`;
    })
    .join(", ");
}
