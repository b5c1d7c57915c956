/** The statements of the log over SQLite. Lists go in as JSON: one statement serves every length of them. */
import type { DatabaseSync } from "node:sqlite";
import { withChain } from "./event-chain.ts";
import { eventColumns, labelRows, positionColumns, predictionColumns } from "./log-columns.ts";

/** SQLite takes the other columns of the row that has the maximum. */
const newest = `max(f.seq) AS seq, f.label, f.source, f.effective_seq IS NOT NULL AS effective`;

/** Rows of `table` whose `column` is in the list: the list leads, so that the index of the column is used. */
function matching(columns: string, table: string, column: string): string {
  return `SELECT ${columns} FROM json_each(?) AS j CROSS JOIN ${table} ON ${column} = j.value`;
}

const texts = {
  position: `SELECT ${positionColumns} FROM log_position WHERE id = 1`,
  headsPosition: "SELECT seq FROM heads_position WHERE id = 1",
  movePosition: "UPDATE log_position SET seq = ? WHERE id = 1",

  eventsById: matching("e.id, e.entity, e.time", "events AS e", "e.id"),
  predictionsById: matching("p.id, p.event_id", "predictions AS p", "p.id"),
  predictionsByEvent: matching("p.id, p.event_id", "predictions AS p", "p.event_id"),
  feedbackOfEvents: `${matching(`f.event_id AS id, ${newest}`, "feedback AS f", "f.event_id")} GROUP BY 1, f.source`,
  feedbackOfPredictions: `${matching(`f.prediction_id AS id, ${newest}`, "feedback AS f", "f.prediction_id")}
    GROUP BY 1, f.source`,
  eventsFrom: "SELECT events_from * 1000 AS time FROM log_retention WHERE id = 1",
  removalsOf: matching("r.entity, r.removed_to", "event_removals AS r", "r.entity"),
  headsOf: matching("h.entity, h.seq", "entity_heads AS h", "h.entity"),
  placesAfter: "SELECT entity, seq FROM events WHERE seq > ? ORDER BY seq",
  labelledAfter: `SELECT 1 FROM json_each(:entities) AS j
    WHERE EXISTS (SELECT 1 FROM feedback WHERE entity = j.value AND effective_seq > :seen) LIMIT 1`,
  wholeEvents: matching(eventColumns, "events AS e", "e.id"),
  wholePredictions: matching(predictionColumns, "predictions AS p", "p.id"),

  addEvent: "INSERT INTO events (seq, id, entity, time, received_at, body) VALUES (?, ?, ?, ?, ?, ?)",
  addLink: "INSERT INTO event_links (seq, previous) VALUES (?, ?)",
  keepHeads: `INSERT INTO entity_heads (entity, seq) SELECT entity, max(seq) FROM events
    WHERE seq > ? AND seq <= ? GROUP BY entity ON CONFLICT (entity) DO UPDATE SET seq = excluded.seq`,
  moveHeads: "UPDATE heads_position SET seq = ? WHERE id = 1",
  addPrediction: `INSERT INTO predictions (seq, id, event_id, entity, time, received_at, model, version, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  addFeedback: `INSERT INTO feedback (seq, prediction_id, event_id, label, received_at, entity, of_event, effective_seq,
    effective_at, source, known_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  takeEffect:
    "UPDATE feedback SET label = ?, entity = ?, of_event = ?, effective_seq = ?, effective_at = ? WHERE seq = ?",

  eventsAfter: `SELECT ${eventColumns} FROM events AS e WHERE e.seq > ? ORDER BY e.seq LIMIT ?`,
  labelsAfter: `SELECT ${labelRows} WHERE f.effective_seq > ? ORDER BY f.effective_seq, f.seq LIMIT ?`,
  eventsOf: `${withChain("SELECT :entity, :latest", ":after")}
    SELECT ${eventColumns} FROM chain CROSS JOIN events AS e ON e.seq = chain.seq WHERE e.seq > :after ORDER BY e.seq`,
  labelsOf: `SELECT ${labelRows} WHERE f.entity = ? AND f.effective_seq > ? ORDER BY f.effective_seq, f.seq`,

  snapshotOf: "SELECT entity, seq, state FROM entity_states WHERE entity = ? AND plan = ?",
  saveSnapshot: `INSERT INTO entity_states (entity, plan, seq, state) SELECT :entity, :plan, :seq, :state FROM log_position
    WHERE erased_seq <= :seq
    ON CONFLICT (entity, plan) DO UPDATE SET seq = excluded.seq, state = excluded.state
    WHERE excluded.seq > entity_states.seq`,
} as const;

type Statement = ReturnType<DatabaseSync["prepare"]>;
export type Statements = Readonly<Record<keyof typeof texts, Statement>>;

export function prepareStatements(database: DatabaseSync): Statements {
  const prepared = Object.entries(texts).map(([name, text]) => [name, database.prepare(text)] as const);
  return Object.fromEntries(prepared) as Record<keyof typeof texts, Statement>;
}
