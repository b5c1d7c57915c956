import { sql } from "kysely";

/** The version that a row of the audit is about, read from its details. */
export const auditedVersion = {
  sqlite: sql<number>`json_extract(details, '$.version')`,
  postgres: sql<number>`CAST(CAST(details AS json) ->> 'version' AS integer)`,
} as const;
