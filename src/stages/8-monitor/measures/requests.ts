/** What servers counted of their requests: how long they took, how they ended. */
import { isFailure, type LatencyWindow, latencyAt } from "../../../core/profile/index.ts";
import { wilsonInterval, z95 } from "../../../core/statistics/interval.ts";
import { about, type Measure, nothing } from "./measure.ts";

/** A percentile, with the interval of its rank (normal approximation to the binomial), or the longest. */
export const measureLatency: Measure<"latencyMs"> = async ({ monitor, window, profiles }) => {
  const { percentile, phase } = monitor;
  const found = (await profiles()).find(
    (profile): profile is LatencyWindow => profile.kind === "latency" && profile.name === phase,
  );
  if (found === undefined || found.count === 0)
    return [nothing(monitor, window, { why: "no server has told of a request in the window" })];
  const { count, max } = found;
  if (percentile === "max") return [{ ...about(monitor, window), count, value: max, low: null, high: null }];
  const share = percentile / 100;
  const half = z95 * Math.sqrt((share * (1 - share)) / count);
  const at = (rank: number) => latencyAt(found, rank);
  const high = share + half >= 1 ? max : at(share + half);
  return [{ ...about(monitor, window), count, value: at(share), low: at(share - half), high }];
};

/** The share of requests that failed by the server's own fault, with Wilson's interval. */
export const measureErrors: Measure<"errorShare"> = async ({ monitor, window, profiles }) => {
  const outcomes = (await profiles()).filter(({ kind }) => kind === "outcomes");
  const counts = outcomes.flatMap((profile) =>
    profile.kind === "outcomes" ? Object.entries(profile.counts) : [],
  );
  const sum = (all: readonly (readonly [string, number])[]) =>
    all.reduce((total, [, count]) => total + count, 0);
  const requests = sum(counts);
  if (requests === 0)
    return [nothing(monitor, window, { why: "no server has told of a request in the window" })];
  const failed = sum(counts.filter(([code]) => isFailure(code)));
  return [{ ...about(monitor, window), count: requests, ...wilsonInterval(failed, requests) }];
};
