/** node:sqlite, without the one warning that Node 22 prints on loading it; every other warning is left alone. */
import { createRequire } from "node:module";

type Sqlite = typeof import("node:sqlite");
let loaded: Sqlite | undefined;

export function loadSqlite(): Sqlite {
  loaded ??= withoutSqliteWarning(() => createRequire(import.meta.url)("node:sqlite") as Sqlite);
  return loaded;
}

function withoutSqliteWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes("SQLite is an experimental feature")) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
