/**
 * What a person would write who knows DuckDB: the same reading, the same four files in the same compression (raw with
 * row numbers and types, clean, rejected with the rule, features in the order of time), the same look for events that come
 * twice, the same meaning of the two features. Left out: setting aside what does not fit a type (the casts stop the
 * query), hashing the source, counting what is missing. So it does less work than a run.
 * Started by bench/stages.ts as: node stages-by-hand.ts <events.parquet> <directory>
 */
import { openEngine, quoteText } from "../../src/io/engine.ts";
import { reading } from "./reading.ts";

const [events = "", directory = ""] = process.argv.slice(2);
const file = (name: string) => quoteText(`${directory}/${name}.parquet`);

using engine = await openEngine();
const started = performance.now();
const cpu = process.cpuUsage();
await engine.run(`
  COPY (
    SELECT file_row_number + 1 AS _aw_row, event_id::VARCHAR AS event_id, user_id::VARCHAR AS user_id,
      ts::TIMESTAMP AS ts, device::VARCHAR AS device, impressions::BIGINT AS impressions, clicks::BIGINT AS clicks,
      bought::BOOLEAN AS bought
    FROM read_parquet(${quoteText(events)}, file_row_number = true)
  ) TO ${file("raw")} (FORMAT parquet, COMPRESSION snappy)`);
await engine.run(`
  COPY (SELECT * FROM ${file("raw")} WHERE clicks IS NOT NULL) TO ${file("clean")} (FORMAT parquet, COMPRESSION snappy)`);
await engine.run(`
  COPY (
    SELECT *, 'clicks is missing' AS _aw_rule, 'drop' AS _aw_policy FROM ${file("raw")} WHERE clicks IS NULL
  ) TO ${file("rejected")} (FORMAT parquet, COMPRESSION snappy)`);
const before = reading(started, cpu);
const twice = await engine.all(`SELECT event_id FROM ${file("clean")} GROUP BY event_id HAVING count(*) > 1`);
if (twice.length > 0) throw new Error("wanted every event once");
const after = reading(started, cpu);
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
  ) TO ${file("features")} (FORMAT parquet, COMPRESSION snappy)`);
const duplicates = { ms: after.ms - before.ms, cpuMs: after.cpuMs - before.cpuMs };
console.log(JSON.stringify({ ...reading(started, cpu), duplicates }));
