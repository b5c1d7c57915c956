/** A process of its own that judges forty minutes of latencies against "above 100"; from the third on they are bad. */
import type { Monitor } from "../../core/monitor/index.ts";
import { openStore, recordReadings } from "./index.ts";

const minuteMs = 60_000;
const monitor: Monitor = {
  name: "latencyMs",
  kind: "latencyMs",
  percentile: 99,
  phase: "total",
  direction: "above",
  bound: 100,
  resolveBound: 100,
  overMs: minuteMs,
  forMs: 0,
  leastSample: 1,
  severity: "page",
  runbook: null,
  latch: true,
  strict: false,
};

await using store = await openStore(process.argv[2] ?? "");
for (let minute = 1; minute <= 40; minute++) {
  const to = minute * minuteMs;
  const value = minute < 3 ? 90 : 110;
  const reading = {
    measure: "",
    subject: "",
    from: to - minuteMs,
    to,
    count: 1,
    value,
    low: null,
    high: null,
  };
  await recordReadings(store, [{ monitor, reading }], { model: "m", now: minute });
  if (minute === 10) process.send?.("in the middle");
}
process.disconnect?.();
