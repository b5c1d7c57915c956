/** What retraining decided, kept in the audit. */
import { addAudit } from "./add-audit.ts";
import { auditedVersion } from "./audited-version.ts";
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

/** When retraining of the model `name` was decided, from `since` on; where it was not, the last time before, if there was one. */
export async function decidedSince({ db }: Store, name: string, since: number): Promise<number[]> {
  const times = db
    .selectFrom("audit")
    .select("at")
    .where("action", "=", action)
    .where("subject", "=", name)
    .orderBy("at", "desc");
  const late = await times.where("at", ">=", since).execute();
  const rows = late.length > 0 ? late : await times.limit(1).execute();
  return rows.map(({ at }) => Number(at));
}

export interface ListDecisionsOptions {
  /** About this version alone. */
  readonly version?: number;
  /** The newest so many; all unless told. */
  readonly limit?: number;
}

/** The decisions about the model `name`, newest first: every one unless told. */
export async function listDecisions(
  store: Store,
  name: string,
  { version, limit }: ListDecisionsOptions = {},
): Promise<DecisionRecord[]> {
  let query = store.db
    .selectFrom("audit")
    .select(["at", "details"])
    .where("action", "=", action)
    .where("subject", "=", name)
    .orderBy("at", "desc");
  if (version !== undefined) query = query.where(auditedVersion[store.kind], "=", version);
  if (limit !== undefined) query = query.limit(limit);
  const rows = await query.execute();
  return rows.map(({ at, details }) => ({
    at: Number(at),
    ...(JSON.parse(details) as Omit<DecisionRecord, "at">),
  }));
}
