import type { LoadedPackage } from "../stages/6-package/index.ts";
import type { DriftReportOptions } from "../stages/8-monitor/index.ts";

/** What the package's drift monitors ask for. */
export function driftOptionsOf({ manifest }: LoadedPackage): DriftReportOptions {
  const monitors = manifest.definition.monitor.filter((declared) => declared.kind === "drift");
  const [first] = monitors;
  return {
    ...(first === undefined ? {} : { leastCount: first.leastSample }),
    thresholdOf: ({ name }) =>
      monitors.find(
        ({ columns, threshold }) => threshold !== null && (columns === null || columns.includes(name)),
      )?.threshold ?? undefined,
  };
}
