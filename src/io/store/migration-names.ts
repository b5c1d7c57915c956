/** The steps that made the schema what it is, in their order; a new one is added here and in `migrations.ts`. */
export const migrationNames = [
  "001-runs",
  "002-registry",
  "003-live",
  "004-api-keys",
  "005-profiles",
  "006-alerts",
  "007-label-sources",
  "008-outbox",
  "009-rollouts",
  "010-sessions",
  "011-retention",
  "012-label-reviews",
  "013-label-acts",
  "014-run-journal",
  "015-newest-first",
  "016-event-chain",
  "017-events-cut",
] as const;

export type MigrationName = (typeof migrationNames)[number];

/** The last step: a store that has seen it is up to date. */
export const lastMigration: string | undefined = migrationNames.at(-1);
