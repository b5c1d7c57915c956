/** A process of its own that judges forty minutes of latencies against "above 100"; from the third on they are bad. */
import { openStore, recordReadings } from "./index.ts";
import { latency, latencyReading } from "./latency-monitor.test-support.ts";

await using store = await openStore(process.argv[2] ?? "");
for (let minute = 1; minute <= 40; minute++) {
  const reading = latencyReading(minute, minute < 3 ? 90 : 110);
  await recordReadings(store, [{ monitor: latency, reading }], { model: "m", now: minute });
  if (minute === 10) process.send?.("in the middle");
}
process.disconnect?.();
