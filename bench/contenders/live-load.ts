/**
 * A client of its own process: clicks of 10,000 visitors, each request another event. It prints what it saw as JSON.
 * Started as: node live-load.ts <port> <path> <connections> <ms> [requests a second] [rows of an array a request] [ms before]
 */
import { formatMicros } from "../../src/core/time.ts";
import { httpLoad, percentile } from "../http-load.ts";

const [port, path = "", connections, forMs, rate = "0", rows = "0", warmMs = "0"] = process.argv.slice(2);
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

const load = await httpLoad({
  port: Number(port),
  path,
  headers: { "content-type": "application/json" },
  body: () =>
    Buffer.from(JSON.stringify(rows === "0" ? event() : Array.from({ length: Number(rows) }, event))),
  connections: Number(connections),
  forMs: Number(forMs),
  warmMs: Number(warmMs),
  ...(rate === "0" ? {} : { rate: Number(rate) }),
});
const { replies, perSecond } = load;
const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(load, share));
console.log(JSON.stringify({ replies, perSecond, p50, p95, p99 }));
