/** What the store's schema became, step by step; a step that was released is never changed. */
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { addAlerts } from "./add-alerts.ts";
import { addEventChain } from "./add-event-chain.ts";
import { addLabelActs } from "./add-label-acts.ts";
import { addLabelReviews } from "./add-label-reviews.ts";
import { addLive, type DatabaseKind } from "./add-live.ts";
import { addOutbox } from "./add-outbox.ts";
import { addProfiles } from "./add-profiles.ts";
import { addEventsCut, addRetention } from "./add-retention.ts";
import { addRollouts } from "./add-rollouts.ts";
import { addRunJournal } from "./add-run-journal.ts";
import { addSessions } from "./add-sessions.ts";
import type { MigrationName } from "./migration-names.ts";

async function addRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("runs")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("pid", "integer", (column) => column.notNull())
    .addColumn("process_started", "text", (column) => column.notNull())
    .addColumn("definition", "text", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("error", "text")
    .execute();
  await db.schema
    .createTable("run_stages")
    .addColumn("run_id", "text", (column) => column.notNull().references("runs.id").onDelete("cascade"))
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("rows_in", "bigint", (column) => column.notNull())
    .addColumn("columns_in", "integer", (column) => column.notNull())
    .addColumn("rows_out", "bigint", (column) => column.notNull())
    .addColumn("columns_out", "integer", (column) => column.notNull())
    .addColumn("duration_ms", "double precision", (column) => column.notNull())
    .addColumn("reused", "integer", (column) => column.notNull())
    .addColumn("note", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("run_stages_key", ["run_id", "position"])
    .execute();
}

async function addRegistry(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("versions")
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("run_id", "text", (column) => column.notNull().references("runs.id"))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("train_key", "text", (column) => column.notNull())
    .addColumn("compared_with", "integer")
    .addColumn("passed", "integer", (column) => column.notNull())
    .addColumn("threshold", "double precision")
    .addColumn("result", "text")
    .addPrimaryKeyConstraint("versions_key", ["name", "version"])
    .execute();
  await db.schema
    .createTable("aliases")
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("alias", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("changed_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("aliases_key", ["name", "alias"])
    .addForeignKeyConstraint("aliases_version", ["name", "version"], "versions", ["name", "version"])
    .execute();
  await db.schema
    .createTable("audit")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("details", "text", (column) => column.notNull())
    .execute();
}

async function addApiKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("api_keys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("scope", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("previous_hash", "text")
    .addColumn("previous_until", "bigint")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("rotated_at", "bigint")
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .execute();
}

async function addLabelSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("feedback")
    .addColumn("source", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await db.schema.alterTable("feedback").addColumn("known_at", "bigint").execute();
}

/** What pages list newest first is found without a look at all that there ever was. */
async function addNewestFirst(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("runs_newest").on("runs").columns(["name", "started_at"]).execute();
  await db.schema.createIndex("audit_newest").on("audit").columns(["subject", "at"]).execute();
}

/** What each step does. */
export function migrationsOf(kind: DatabaseKind): Readonly<Record<MigrationName, Migration>> {
  return {
    "001-runs": { up: addRuns },
    "002-registry": { up: addRegistry },
    "003-live": { up: (db) => addLive(db, kind) },
    "004-api-keys": { up: addApiKeys },
    "005-profiles": { up: addProfiles },
    "006-alerts": { up: addAlerts },
    "007-label-sources": { up: addLabelSources },
    "008-outbox": { up: (db) => addOutbox(db, kind) },
    "009-rollouts": { up: addRollouts },
    "010-sessions": { up: addSessions },
    "011-retention": { up: addRetention },
    "012-label-reviews": { up: addLabelReviews },
    "013-label-acts": { up: addLabelActs },
    "014-run-journal": { up: (db) => addRunJournal(db, kind) },
    "015-newest-first": { up: addNewestFirst },
    // PostgreSQL keeps its index: there an append does not write whole pages.
    "016-event-chain": { up: kind === "sqlite" ? addEventChain : async () => {} },
    "017-events-cut": { up: addEventsCut },
  };
}
