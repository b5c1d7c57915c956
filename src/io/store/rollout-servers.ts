/** What became of a rollout's challenger in each process that answers. It lies with what they count, in the log's store. */
import type { Store } from "./open-store.ts";
import type { ServerState } from "./rollout-schema.ts";

export interface RolloutServer {
  /** The rollout's id. */
  readonly rollout: string;
  /** The process, as it names what it counts. */
  readonly server: string;
  readonly state: ServerState;
  /** Why it was refused. */
  readonly why: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Keeps the newest state of a process. */
export async function keepRolloutServer({ db }: Store, given: RolloutServer): Promise<void> {
  const { rollout: rollout_id, server, state, why, at } = given;
  await db.transaction().execute((tx) =>
    tx
      .insertInto("rollout_servers")
      .values({ rollout_id, server, state, why, at })
      .onConflict((conflict) => conflict.columns(["rollout_id", "server"]).doUpdateSet({ state, why, at }))
      .execute(),
  );
}

/** The processes that told of the rollout. */
export async function rolloutServers({ db }: Store, rollout: string): Promise<readonly RolloutServer[]> {
  const rows = await db
    .selectFrom("rollout_servers")
    .selectAll()
    .where("rollout_id", "=", rollout)
    .orderBy("at")
    .execute();
  return rows.map(({ rollout_id, ...rest }) => ({ ...rest, rollout: rollout_id }));
}

export interface CountingSpan {
  readonly model: string;
  readonly version: number;
  /** Minutes that begin in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** The processes that counted answers of a version. */
export async function countingServers({ db }: Store, span: CountingSpan): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("profiles")
    .select("source")
    .distinct()
    .where("model", "=", span.model)
    .where("version", "=", span.version)
    .where("level", "=", "minute")
    .where("kind", "=", "outcomes")
    .where("start", ">=", span.from)
    .where("start", "<", span.to)
    .where("source", "!=", "")
    .execute();
  return [...new Set(rows.map(({ source }) => source.split("/")[0] ?? ""))];
}
