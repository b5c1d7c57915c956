/**
 * A process of its own that appends: `node appender.test-support.ts <location> <name> <groups>`. Group n is a prediction
 * and n % 4 + 1 events; for each that is durable it prints n and the place of its first entry, or "repeated".
 */
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AirworthyError } from "../../core/error.ts";
import { all, event, prediction } from "./entries.test-support.ts";
import type { LogEntry } from "./event-log.ts";
import { openEventLog } from "./index.ts";

export const script = fileURLToPath(import.meta.url);

export function groupOf(name: string, n: number): LogEntry[] {
  const events = Array.from({ length: (n % 4) + 1 }, (_, at) => event(`${name}-${n}-${at}`, `${name}${at}`));
  return [prediction(`${name}-${n}`, `${name}-${n}-0`, `${name}0`), ...events];
}

async function appendGroups(location: string, name: string, groups: number): Promise<void> {
  await using log = await openEventLog(location);
  for (let n = 0; n < groups; ) {
    try {
      const appended = await log.append(groupOf(name, n), { seen: all, now: n });
      const told = appended.status === "appended" ? appended.first : appended.status;
      process.stdout.write(`${n} ${told}\n`);
      n++;
    } catch (cause) {
      if (!(cause instanceof AirworthyError) || !/^(STORE|DISK)_UNUSABLE$/.test(cause.code)) throw cause;
      await pause(20);
    }
  }
}

if (process.argv[1] === script) {
  const [, , location = "", name = "", groups = "0"] = process.argv;
  await appendGroups(location, name, Number(groups));
}
