/** Writes `count` events of shop visitors as Parquet, in the order of time, 2% without clicks. */
import { openEngine, quoteText } from "../../src/io/engine.ts";

export interface MakeEventsOptions {
  readonly file: string;
  readonly count: number;
}

/** Each visitor comes about a hundred times within 60 days; the same events on every machine. */
export async function makeEvents({ file, count }: MakeEventsOptions): Promise<void> {
  using engine = await openEngine();
  const visitors = Math.ceil(count / 100);
  await engine.run(`
    COPY (
      SELECT 'e' || lpad(i::VARCHAR, 9, '0') AS event_id,
             'u' || lpad((hash(i) % ${visitors})::VARCHAR, 7, '0') AS user_id,
             make_timestamp(1767571200000000 + (i * (60 * 86400000000.0 / ${count}))::BIGINT) AS ts,
             ['phone', 'laptop', 'tablet'][1 + (hash(i + 1) % 3)::INTEGER] AS device,
             (3 + hash(i + 2) % 6)::BIGINT AS impressions,
             CASE WHEN hash(i + 3) % 50 = 0 THEN NULL ELSE (hash(i + 4) % 4)::BIGINT END AS clicks,
             hash(i + 5) % 5 < 2 AS bought
      FROM range(${count}) AS events(i)
    ) TO ${quoteText(file)} (FORMAT parquet)`);
}
