/** Sessions of the pages in a SQLite file, asked for at once: every request of a page asks. */
import type { DatabaseSync } from "node:sqlite";

export interface SessionRecord {
  /** Of the API key that it began with. */
  readonly keyId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface SessionStore {
  /** The session whose token has this SHA-256; null where there is none. */
  find(hash: string): SessionRecord | null;
  /** Keeps a session, and forgets those that are over. */
  add(hash: string, session: SessionRecord): void;
  end(hash: string): void;
}

export function sessionsIn(database: DatabaseSync): SessionStore {
  const find = database.prepare(
    "SELECT key_id AS keyId, created_at AS createdAt, expires_at AS expiresAt FROM sessions WHERE hash = ?",
  );
  const clear = database.prepare("DELETE FROM sessions WHERE expires_at <= ?");
  const add = database.prepare(
    "INSERT INTO sessions (hash, key_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
  );
  const end = database.prepare("DELETE FROM sessions WHERE hash = ?");
  return {
    find: (hash) => (find.get(hash) as unknown as SessionRecord | undefined) ?? null,
    add(hash, { keyId, createdAt, expiresAt }) {
      clear.run(createdAt);
      add.run(hash, keyId, createdAt, expiresAt);
    },
    end: (hash) => void end.run(hash),
  };
}
