/** How many predictions of each version have a label, by who said it. */
import { sql } from "kysely";
import { withdrawnSql } from "../../core/withdrawn-label.ts";
import type { Store } from "./open-store.ts";

export interface LabelsOfVersion {
  readonly version: number;
  /** "" where it has no name. */
  readonly source: string;
  /** Predictions of the version of which the source holds a label. */
  readonly labels: number;
}

/** Of the newest `most` reports; labels that were taken back do not count. */
export async function labelsByVersion(
  { db }: Store,
  { model, most }: { readonly model: string; readonly most: number },
): Promise<LabelsOfVersion[]> {
  const { rows } = await sql<{ version: number; source: string; labels: number | string }>`
    WITH newest AS (SELECT seq, prediction_id, event_id, source, label FROM feedback ORDER BY seq DESC LIMIT ${most}),
    told AS (SELECT p.version, p.id, n.source, n.label, n.seq FROM newest n JOIN predictions p ON p.id = n.prediction_id
        WHERE p.model = ${model}
      UNION ALL SELECT p.version, p.id, n.source, n.label, n.seq FROM newest n JOIN predictions p ON p.event_id = n.event_id
        WHERE p.model = ${model}),
    latest AS (SELECT told.*, row_number() OVER (PARTITION BY id, source ORDER BY seq DESC) AS age FROM told)
    SELECT version, source, count(*) AS labels FROM latest WHERE age = 1 AND NOT ${sql.raw(withdrawnSql("label"))}
      GROUP BY version, source ORDER BY version DESC, count(*) DESC, source`.execute(db);
  return rows.map(({ version, source, labels }) => ({
    version: Number(version),
    source,
    labels: Number(labels),
  }));
}
