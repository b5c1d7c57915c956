/** Makes much of little, by SQL: a row's copy is the row with its ids, places and times moved, whatever else is in it. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../../src/io/store/index.ts";

export interface CopyVersions {
  /** The version that is there; its copies are 1 to the one before it. */
  readonly of: number;
  /** They were built between these, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Copies a version with its run, its stages and what the audit says of it; each copy a champion that followed the one before. */
export async function copyVersions({ db }: Store, { of, from, to }: CopyVersions): Promise<void> {
  const copies = sql`WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ${of - 1})`;
  const at = sql`${from} + n * ${Math.floor((to - from) / of)}`;
  const decision = sql`json_object('run', run_id || '-' || n, 'version', n, 'champion', n - 1, 'policy', 'better',
    'promote', json('true'), 'speaksAgainst', json('false'), 'reasons', json_array('It is better.'), 'seenByChampion', 0)`;
  const statements = [
    sql`UPDATE runs SET started_at = ${to} - (ended_at - started_at), ended_at = ${to}`, // it came after its copies
    sql`${copies} INSERT INTO runs SELECT id || '-' || n, name, status, ${at}, ${at} + ended_at - started_at, host, pid,
      process_started, definition, result, error FROM copies, runs`,
    sql`${copies} INSERT INTO audit SELECT id || '-' || n, ${at}, action, subject,
      json_set(details, '$.version', n, '$.championBefore', n - 1) FROM copies, audit WHERE action = 'alias changed'`,
    sql`${copies} INSERT INTO audit SELECT 'decision-' || n, ${at}, 'retraining decided', name, ${decision}
      FROM copies, versions`,
    sql`${copies} INSERT INTO run_stages SELECT run_id || '-' || n, position, stage, key, rows_in, columns_in, rows_out,
      columns_out, duration_ms, reused, note FROM copies, run_stages`,
    sql`${copies} INSERT INTO versions SELECT name, n, status, run_id || '-' || n, ${at}, key || n, train_key || n, n - 1,
      passed, threshold, result FROM copies, versions`,
  ];
  await db.transaction().execute(async (tx) => {
    for (const statement of statements) await statement.execute(tx);
  });
}

export interface CopyDays {
  /** The days that are copied: [from, to), whole days of UTC, epoch milliseconds. The log has nothing before them. */
  readonly from: number;
  readonly to: number;
  /** How often, each copy before the one before it. */
  readonly times: number;
}

/** Copies what the log and its profiles hold of some days to the days before them. */
export async function copyDays({ db }: Store, { from, to, times }: CopyDays): Promise<void> {
  if (times < 1) return;
  const { last } = await db
    .selectFrom("predictions")
    .select(({ fn }) => fn.max("seq").as("last"))
    .where("received_at", "<", to)
    .executeTakeFirstOrThrow();
  const {
    rows: [{ end } = { end: 0 }],
  } = await sql<{ end: number }>`SELECT max(seq) AS end FROM feedback WHERE received_at < ${to}`.execute(db);
  const places = Math.max(Number(last), Number(end));
  const length = to - from;
  const copies = sql`WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < ${times})`;
  // The days themselves come last in the log, so that places are in the order of time.
  const place = (column: string) => sql`${sql.ref(column)} - k * ${places}`;
  const at = (column: string) => sql`${sql.ref(column)} - k * ${length}`;
  const micros = (column: string) => sql`${sql.ref(column)} - k * ${length * 1_000}`;
  const id = (column: string) => sql`${sql.ref(column)} || '-' || k`;
  const iso = (time: RawBuilder<unknown>) =>
    sql`strftime('%Y-%m-%dT%H:%M:%fZ', (${time}) / 1000000.0, 'unixepoch')`;
  const moved = sql`replace(body, ${iso(sql.ref("time"))}, ${iso(micros("time"))})`;
  const shift = times * places;
  const statements = [
    ...["events", "predictions", "entity_states", "feedback"].map(
      (table) => sql`UPDATE ${sql.table(table)} SET seq = seq + ${shift}`,
    ),
    sql`UPDATE feedback SET effective_seq = effective_seq + ${shift} WHERE effective_seq IS NOT NULL`,
    sql`UPDATE log_position SET seq = seq + ${shift}`,
    sql`UPDATE roll_up SET seq = seq + ${shift}`,
    sql`${copies} INSERT INTO events SELECT ${place("seq")}, ${id("id")}, ${id("entity")}, ${micros("time")}, ${at("received_at")}, ${moved} FROM copies, events WHERE received_at < ${to}`,
    sql`${copies} INSERT INTO predictions SELECT ${place("seq")}, ${id("id")}, ${id("event_id")}, ${id("entity")}, ${micros("time")}, ${at("received_at")}, model, version, replace(${moved}, id, ${id("id")}) FROM copies, predictions WHERE received_at < ${to}`,
    sql`${copies} INSERT INTO feedback SELECT ${place("seq")}, ${id("prediction_id")}, ${id("event_id")}, label, ${at("received_at")}, ${id("entity")}, ${id("of_event")}, ${place("effective_seq")}, ${at("effective_at")}, source, known_at FROM copies, feedback WHERE received_at < ${to}`,
    sql`${copies} INSERT INTO profiles SELECT model, version, level, start - k * ${length}, kind, source, body FROM copies, profiles, roll_up WHERE start >= ${from} AND start < ${to} AND start - k * ${length} >= CASE level WHEN 'minute' THEN minutes_from WHEN 'hour' THEN hours_from ELSE days_from END`,
  ];
  await db.transaction().execute(async (tx) => {
    for (const statement of statements) await statement.execute(tx);
  });
}
