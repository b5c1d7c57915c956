/** What a contender tells of its own process: time since it started its work, on the clock and on the cores. */
export interface Reading {
  readonly ms: number;
  /** Of all cores together; unlike `ms` it says little of who else uses the machine. */
  readonly cpuMs: number;
  readonly maxRssBytes: number;
}

/** The reading now; `started` by performance.now(), `cpu` by process.cpuUsage(). */
export function reading(started: number, cpu: NodeJS.CpuUsage): Reading {
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1_000, maxRssBytes: process.resourceUsage().maxRSS * 1_024 };
}
