/** `node examples/flights/look.ts`: the look at the data that the README's findings come from. */
import { fileURLToPath } from "node:url";
import { openEngine, quoteText } from "../../src/io/engine.ts";

const flightsFile = fileURLToPath(
  new URL("../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url),
);

const questions: Readonly<Record<string, string>> = {
  "What is there?":
    "SELECT count(*) AS rows, min(date)::VARCHAR AS first, max(date)::VARCHAR AS last, count(DISTINCT origin) AS origins, count(DISTINCT destination) AS destinations, count(*) FILTER (delay IS NULL OR distance IS NULL OR date IS NULL) AS with_missing FROM flights",
  "How often is a flight more than 15 minutes late?":
    "SELECT round(100 * avg((delay > 15)::INTEGER), 2) AS late_percent FROM flights",
  "Does that change with time?":
    "SELECT strftime(date, '%Y-%m') AS month, count(*) AS flights, round(100 * avg((delay > 15)::INTEGER), 1) AS late_percent FROM flights GROUP BY ALL ORDER BY ALL",
  "Which delays cannot be?":
    "SELECT delay, distance, origin, destination FROM flights WHERE delay < -120 ORDER BY delay",
  "Is `date` the scheduled or the actual departure? Schedules prefer five-minute marks.":
    "SELECT minute(date) % 5 = 0 AS on_a_mark, count(*) AS flights, round(100 * avg((delay > 15)::INTEGER), 1) AS late_percent FROM flights GROUP BY ALL ORDER BY ALL",
  "And the night? Nothing is scheduled at two o'clock.":
    "SELECT hour(date) AS hour, count(*) AS flights, round(100 * avg((delay > 15)::INTEGER), 1) AS late_percent FROM flights WHERE hour(date) IN (0, 1, 2, 3, 4, 8, 20) GROUP BY ALL ORDER BY ALL",
  "How many flights are the same in every column as another?":
    "SELECT count(*) - count(DISTINCT (date, delay, distance, origin, destination)) AS repeated FROM flights",
  "How many fly so far that six hours may not see them land?":
    "SELECT round(100 * avg((distance > 2700)::INTEGER), 2) AS far_percent FROM flights",
};

using engine = await openEngine();
await engine.run(`CREATE VIEW flights AS FROM read_parquet(${quoteText(flightsFile)})`);
for (const [question, sql] of Object.entries(questions)) {
  const rows = await engine.all(sql);
  console.log(`\n${question}`);
  console.table(rows);
}
