/** The connections that pg-boss works with: bounded and without secrets in their errors, as all of ours. */
import { connectClient } from "./postgres-dialect.ts";
import { openPool } from "./postgres-pool.ts";

interface Rows {
  readonly rows: unknown[];
}

export interface BossDatabase {
  /** The rows of all statements in `text`; STORE_UNUSABLE where the server is away. */
  executeSql(text: string, values?: unknown[]): Promise<Rows>;
  end(): Promise<void>;
}

export function openBossDatabase(url: string): BossDatabase {
  const pool = openPool(url, { size: 2 });
  return {
    async executeSql(text, values = []) {
      const client = await connectClient(pool, url);
      let failed = true;
      try {
        const results = [await client.query(text, values)].flat() as Rows[];
        failed = false;
        return { rows: results.flatMap(({ rows }) => rows) };
      } finally {
        client.release(failed); // a statement of several may have left a transaction behind
      }
    },
    end: () => pool.end(),
  };
}
