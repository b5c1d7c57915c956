/**
 * What a person would write who knows DuckDB: the same reading, the same four files (raw with row numbers, clean,
 * rejected, features in the order of time), the same meaning of the two features. No types checked, nothing hashed.
 * Started by bench/stages.ts as: node stages-by-hand.ts <events.parquet> <directory>
 */
import { openEngine, quoteText } from "../../src/io/engine.ts";

const [events = "", directory = ""] = process.argv.slice(2);
const file = (name: string) => quoteText(`${directory}/${name}.parquet`);

using engine = await openEngine();
const started = performance.now();
await engine.run(`
  COPY (
    SELECT file_row_number + 1 AS _aw_row, * EXCLUDE (file_row_number)
    FROM read_parquet(${quoteText(events)}, file_row_number = true)
  ) TO ${file("raw")} (FORMAT parquet)`);
await engine.run(`
  COPY (SELECT * FROM ${file("raw")} WHERE clicks IS NOT NULL) TO ${file("clean")} (FORMAT parquet)`);
await engine.run(`
  COPY (SELECT * FROM ${file("raw")} WHERE clicks IS NULL) TO ${file("rejected")} (FORMAT parquet)`);
await engine.run(`
  COPY (
    SELECT * EXCLUDE (us),
      CAST(sum(clicks) OVER recent AS DOUBLE) / nullif(CAST(sum(impressions) OVER recent AS DOUBLE), 0) AS click_rate,
      (us - max(CASE WHEN clicks > 0 THEN us END) OVER past) / 1e6 AS time_since_last_click
    FROM (SELECT *, epoch_us(ts) AS us FROM ${file("clean")})
    WINDOW
      recent AS (PARTITION BY user_id ORDER BY us RANGE BETWEEN 2592000000000 PRECEDING AND 1 PRECEDING),
      past AS (PARTITION BY user_id ORDER BY us RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ORDER BY ts, event_id
  ) TO ${file("features")} (FORMAT parquet)`);
console.log(
  JSON.stringify({ ms: performance.now() - started, maxRssBytes: process.resourceUsage().maxRSS * 1_024 }),
);
