/** The statements of the log over PostgreSQL. Lists go in as arrays: one statement serves every length of them. */
import { eventColumns, labelRows, positionColumns, predictionColumns } from "./log-columns.ts";

/** The newest feedback of each source that names each of `names` in `column`. */
function newestFeedback(kind: string, names: string, column: string): string {
  return `SELECT '${kind}', n.id, f.label, f.seq, f.effective_seq IS NOT NULL, f.source FROM ${names} AS n
    CROSS JOIN LATERAL (SELECT DISTINCT ON (source) label, seq, effective_seq, source FROM feedback
      WHERE ${column} = n.id ORDER BY source, seq DESC) AS f`;
}

/** What `rows` has for each entity of $1 after its snapshot of the plan $2. */
function sinceSnapshot(rows: string): string {
  return `SELECT r.*, n.place FROM unnest($1::text[]) WITH ORDINALITY AS n (entity, place)
    LEFT JOIN entity_states AS s ON s.entity = n.entity AND s.plan = $2
    CROSS JOIN LATERAL (${rows}) AS r ORDER BY n.place, r.seq`;
}

/** The lock of the log: held from here to the end of the transaction, so that places are in the order of commits. */
export const beginAppend = `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT ${positionColumns} FROM log_position WHERE id = 1 FOR UPDATE`;
export const beginRead = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT ${positionColumns} FROM log_position WHERE id = 1`;

export const beginSave = `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT ${positionColumns} FROM log_position WHERE id = 1 FOR SHARE`;

export const statements = {
  /** $1 ids of predictions, $2 ids of events, $3 and $4 entities and times of events that have an id. */
  past: `WITH tied AS (
      SELECT id, event_id FROM predictions WHERE id = ANY ($1::text[])
      UNION SELECT id, event_id FROM predictions WHERE event_id = ANY ($2::text[])
    ), named_events AS (
      SELECT unnest($2::text[]) AS id UNION SELECT event_id FROM tied WHERE event_id IS NOT NULL
    ), named_predictions AS (SELECT unnest($1::text[]) AS id UNION SELECT id FROM tied)
    SELECT 'prediction' AS kind, id, event_id AS value, NULL::bigint AS number, FALSE AS effective,
        '' AS source FROM tied
    UNION ALL SELECT 'event', e.id, e.entity, e.time, FALSE, '' FROM named_events AS n
      JOIN events AS e ON e.id = n.id
    UNION ALL SELECT 'removal', r.entity, NULL, r.removed_to, FALSE, '' 
      FROM unnest($3::text[], $4::bigint[]) AS n (entity, time) JOIN event_removals AS r ON r.entity = n.entity
      WHERE n.time < (SELECT events_from * 1000 FROM log_retention WHERE id = 1)
    UNION ALL ${newestFeedback("feedback of event", "named_events", "event_id")}
    UNION ALL ${newestFeedback("feedback of prediction", "named_predictions", "prediction_id")}`,

  /** $1 entities, $2 the place up to which they are known. */
  changedAfter: `SELECT 1 FROM unnest($1::text[]) AS n (entity) CROSS JOIN LATERAL (
      (SELECT 1 FROM events WHERE entity = n.entity AND seq > $2 LIMIT 1)
      UNION ALL (SELECT 1 FROM feedback WHERE entity = n.entity AND effective_seq > $2 LIMIT 1)
    ) AS found LIMIT 1`,
  wholeEvents: `SELECT ${eventColumns} FROM unnest($1::text[]) WITH ORDINALITY AS n (id, place)
    JOIN events AS e ON e.id = n.id ORDER BY n.place`,
  wholePredictions: `SELECT ${predictionColumns} FROM unnest($1::text[]) WITH ORDINALITY AS n (id, place)
    JOIN predictions AS p ON p.id = n.id ORDER BY n.place`,

  write: `WITH new_events AS (
      INSERT INTO events (seq, id, entity, time, body, received_at)
      SELECT *, $2::bigint FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[])
    ), new_predictions AS (
      INSERT INTO predictions (seq, id, event_id, entity, time, model, version, body, received_at)
      SELECT *, $2::bigint FROM unnest($8::bigint[], $9::text[], $10::text[], $11::text[], $12::bigint[],
        $13::text[], $14::integer[], $15::text[])
    ), new_feedback AS (
      INSERT INTO feedback (seq, prediction_id, event_id, label, entity, of_event, effective_seq, effective_at, source,
        known_at, received_at)
      SELECT *, $2::bigint FROM unnest($16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[],
        $21::text[], $22::bigint[], $23::bigint[], $24::text[], $25::bigint[])
    ), late_effects AS (
      UPDATE feedback AS f SET label = n.label, entity = n.entity, of_event = n.of_event,
        effective_seq = n.effective_seq, effective_at = n.effective_at
      FROM unnest($26::bigint[], $27::text[], $28::text[], $29::text[], $30::bigint[], $31::bigint[])
        AS n (seq, label, entity, of_event, effective_seq, effective_at)
      WHERE f.seq = n.seq
    ) UPDATE log_position SET seq = $1 WHERE id = 1`,

  eventsAfter: `SELECT ${eventColumns} FROM events AS e WHERE e.seq > $1 ORDER BY e.seq LIMIT $2`,
  labelsAfter: `SELECT ${labelRows} WHERE f.effective_seq > $1 ORDER BY f.effective_seq, f.seq LIMIT $2`,
  snapshots: "SELECT entity, seq, state FROM entity_states WHERE entity = ANY ($1::text[]) AND plan = $2",
  eventsOf: sinceSnapshot(
    `SELECT ${eventColumns} FROM events AS e WHERE e.entity = n.entity AND e.seq > coalesce(s.seq, 0)`,
  ),
  labelsOf: sinceSnapshot(
    `SELECT ${labelRows} WHERE f.entity = n.entity AND f.effective_seq > coalesce(s.seq, 0)`,
  ),

  saveSnapshots: `INSERT INTO entity_states (entity, plan, seq, state)
    SELECT DISTINCT ON (n.entity) n.entity, $1, n.seq, n.state
    FROM unnest($2::text[], $3::bigint[], $4::text[]) AS n (entity, seq, state)
    JOIN log_position AS l ON l.erased_seq <= n.seq ORDER BY n.entity, n.seq DESC
    ON CONFLICT (entity, plan) DO UPDATE SET seq = excluded.seq, state = excluded.state
    WHERE excluded.seq > entity_states.seq`,
} as const;

/** A log grows from nothing within minutes: a plan made when its tables were empty would read the whole of them later. */
export const planSettings = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
} as const;
