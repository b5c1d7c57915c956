/**
 * A client of its own process: clicks of 10,000 visitors, each request another event. It prints what it saw as JSON.
 * Started as: node live-load.ts <url> <connections> <ms> [requests a second] [rows of an array a request]
 */
import { createRequire } from "node:module";
import { formatMicros } from "../../src/core/time.ts";

/** What is used of a package that comes without types. */
type Autocannon = (options: Readonly<Record<string, unknown>>) => Promise<{
  readonly "2xx": number;
  readonly non2xx: number;
  readonly errors: number;
  readonly latency: { readonly p50: number; readonly p97_5: number; readonly p99: number };
}>;
const autocannon: Autocannon = createRequire(import.meta.url)("autocannon");

const [url = "", connections = "32", forMs = "4000", rate = "0", rows = "0"] = process.argv.slice(2);
const devices = ["phone", "laptop", "tablet"];
const begun = Date.now();
let sent = 0;

function event() {
  sent += 1;
  return {
    event_id: `${process.pid}-${begun}-${sent}`,
    user_id: `u${(sent * 7_919) % 10_000}`,
    ts: formatMicros((begun + sent) * 1_000),
    device: devices[sent % 3],
    country: "DE",
    page: "home",
    impressions: 4 + (sent % 5),
    clicks: sent % 4,
    dwell_ms: 1_000 + (sent % 977),
  };
}

function body(): string {
  return JSON.stringify(rows === "0" ? event() : Array.from({ length: Number(rows) }, event));
}

const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(forMs) / 1_000,
  ...(rate === "0" ? {} : { overallRate: Number(rate) }),
  method: "POST",
  headers: { "content-type": "application/json" },
  requests: [{ setupRequest: (request: object) => ({ ...request, body: body() }) }],
});
const { p50, p97_5, p99 } = result.latency;
console.log(
  JSON.stringify({
    perSecond: result["2xx"] / (Number(forMs) / 1_000),
    failed: result.non2xx + result.errors,
    p50,
    p97_5,
    p99,
  }),
);
