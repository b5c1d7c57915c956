/** Whether a store holds what was acknowledged, once each: read with plain SQL, not with the code that wrote it. */
import { expect } from "vitest";
import { loadSqlite } from "../../src/io/store/load-sqlite.ts";
import type { Acknowledged } from "./load.ts";
import type { ServingProject } from "./serving-project.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** All rows of a query on the project's store, or on another database. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/** Asks the project's own SQLite file. */
export function askSqlite({ storePath }: ServingProject): Ask {
  return async (sql) => {
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(storePath, { readOnly: true });
    try {
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  };
}

/** Every acknowledged event, prediction and label is there, once, and says what was answered. */
export async function expectKept(acknowledged: Acknowledged, ask: Ask): Promise<void> {
  const { predictions, events, labels, wrong } = acknowledged;
  expect(wrong).toEqual([]);
  expect(predictions.size + events.size).toBeGreaterThan(0);

  const kept = await ask("SELECT id FROM events");
  const keptIds = new Set(kept.map(({ id }) => id));
  expect(keptIds.size).toBe(kept.length);
  const told = [...events, ...predictions.keys()];
  expect(told.filter((id) => !keptIds.has(id))).toEqual([]);

  const answers = await ask("SELECT id, event_id FROM predictions");
  const answerIds = new Map(answers.map(({ id, event_id: event }) => [event, id]));
  expect(answerIds.size).toBe(answers.length);
  const lost = [...predictions].filter(([event, { prediction_id: id }]) => answerIds.get(event) !== id);
  expect(lost).toEqual([]);

  const feedback = await ask("SELECT event_id, label FROM feedback ORDER BY seq");
  const newest = new Map(feedback.map(({ event_id: event, label }) => [event, label]));
  const forgotten = [...labels].filter(([event, label]) => newest.get(event) !== String(label));
  expect(forgotten).toEqual([]);

  const [{ entries = 0 } = {}] = await ask(
    "SELECT count(DISTINCT seq) AS entries FROM (SELECT seq FROM events UNION ALL SELECT seq FROM predictions UNION ALL SELECT seq FROM feedback) AS log",
  );
  expect(Number(entries)).toBe(kept.length + answers.length + feedback.length);
}

/** What the batch SQL makes of the log is what was answered, feature by feature. */
export async function expectNoSkew(project: ServingProject, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await project.call("replay", "--json", ...args);
  expect(code, stderr + stdout.slice(0, 2_000)).toBe(0);
}
