/** The aliases of a model: names that stand for one of its versions and move from one to the next. */
import type { Kysely, Transaction } from "kysely";
import { addAudit } from "./add-audit.ts";
import { auditedVersion } from "./audited-version.ts";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

export const aliasNames = ["champion", "challenger"] as const;
export type AliasName = (typeof aliasNames)[number];

/** The aliases of a model: which version each names. */
export async function listAliases({ db }: Store, name: string): Promise<Partial<Record<AliasName, number>>> {
  const rows = await db.selectFrom("aliases").select(["alias", "version"]).where("name", "=", name).execute();
  return Object.fromEntries(rows.map(({ alias, version }) => [alias, version]));
}

export interface AliasChange {
  readonly name: string;
  readonly version: number;
  readonly now: number;
  /** The alias that the version gets, decided on the champion that stands in the same transaction. */
  readonly choose: (champion: number | null) => AliasName;
  /** How it came about; a rollback is not what a later one goes back to. Earned by a run unless told. */
  readonly by?: "run" | "promote" | "rollback" | "rollout";
  /** What changes with it, or nothing does. */
  readonly within?: (tx: Transaction<StoreSchema>) => Promise<void>;
}

const action = "alias changed";

interface AliasDetails {
  readonly alias: AliasName;
  readonly version: number;
  readonly championBefore: number | null;
  readonly by: NonNullable<AliasChange["by"]>;
}

/** Points an alias at a version, and says so in the audit. A version holds one alias at a time. */
export async function changeAlias({ db }: Store, change: AliasChange): Promise<AliasName> {
  const { name, version, now, choose, by = "run", within } = change;
  return await db.transaction().execute(async (tx) => {
    const champion = await versionOfAlias(tx, name, "champion");
    const alias = champion === version ? "champion" : choose(champion);
    await within?.(tx);
    if ((await versionOfAlias(tx, name, alias)) === version) return alias;
    await tx.deleteFrom("aliases").where("name", "=", name).where("version", "=", version).execute();
    await tx
      .insertInto("aliases")
      .values({ name, alias, version, changed_at: now })
      .onConflict((conflict) => conflict.columns(["name", "alias"]).doUpdateSet({ version, changed_at: now }))
      .execute();
    const details: AliasDetails = { alias, version, championBefore: champion, by };
    await addAudit(tx, { action, subject: name, now, details });
    return alias;
  });
}

/** The version that an alias names now; null where it names none. `db` may be a transaction. */
export async function versionOfAlias(
  db: Kysely<StoreSchema>,
  name: string,
  alias: AliasName,
): Promise<number | null> {
  const row = await db
    .selectFrom("aliases")
    .select("version")
    .where("name", "=", name)
    .where("alias", "=", alias)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** The version that was champion before `version` became it, rollbacks aside; null where there was none. */
export async function predecessorOf(
  { db, kind }: Store,
  name: string,
  version: number,
): Promise<number | null> {
  const rows = await db
    .selectFrom("audit")
    .select("details")
    .where("action", "=", action)
    .where("subject", "=", name)
    .where(auditedVersion[kind], "=", version)
    .orderBy("at", "desc")
    .execute();
  const became = rows
    .map(({ details }) => JSON.parse(details) as AliasDetails)
    .find((one) => one.alias === "champion" && one.by !== "rollback");
  return became?.championBefore ?? null;
}
