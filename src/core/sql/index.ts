export type { Dialect } from "./dialect.ts";
export { duckdb } from "./duckdb.ts";
export * from "./node.ts";
export { printSql } from "./print.ts";
export { type NumberFacts, type RowSql, settledSql, wholeNumber } from "./row-facts.ts";
export { type RowSqlOptions, rawRowSql, rowSql } from "./row-sql.ts";
export { spark } from "./spark.ts";
