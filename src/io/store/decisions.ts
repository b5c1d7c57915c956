/** What retraining decided, kept in the audit. */
import { addAudit } from "./add-audit.ts";
import type { Store } from "./open-store.ts";

export interface DecisionRecord {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null where it failed by itself, before anything could be decided. */
  readonly run: string | null;
  /** Null where a gate of the model failed, so that nothing was packaged. */
  readonly version: number | null;
  /** The champion that it was measured against. */
  readonly champion: number;
  readonly policy: string;
  readonly promote: boolean;
  readonly speaksAgainst: boolean;
  readonly reasons: readonly string[];
  readonly seenByChampion: number | null;
}

const action = "retraining decided";

/** Keeps a decision about the model `name`. */
export async function recordDecision(
  { db }: Store,
  name: string,
  { at, ...details }: DecisionRecord,
): Promise<void> {
  await db.transaction().execute((tx) => addAudit(tx, { action, subject: name, now: at, details }));
}

/** The decisions about the model `name`, newest first. */
export async function listDecisions({ db }: Store, name: string): Promise<DecisionRecord[]> {
  const rows = await db
    .selectFrom("audit")
    .select(["at", "details"])
    .where("action", "=", action)
    .where("subject", "=", name)
    .orderBy("at", "desc")
    .execute();
  return rows.map(({ at, details }) => ({
    at: Number(at),
    ...(JSON.parse(details) as Omit<DecisionRecord, "at">),
  }));
}
