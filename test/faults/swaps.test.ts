import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { changeAlias, openStore } from "../../src/io/store/index.ts";
import { askSqlite, expectKept, expectNoSkew } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { amount, openServingProject } from "./serving-project.ts";

const swaps = amount({ short: 6, whole: 200 });
/** Of the resident memory; a short run ends before the heap and the log's page cache (64 MiB) have found their size. */
const mostGrowth = amount({ short: 0.45, whole: 0.15 });

test.runIf(process.platform === "linux")(
  "airworthy serve changes its model under load without an error, and its memory stays flat",
  async () => {
    await using project = await openServingProject(2);
    const server = await project.serve({ args: ["--entities", "500"] });
    const load = startLoad({ url: project.url, clients: 4, thinkMs: 2, customers: 20_000 });
    const resident: number[] = [];
    for (let swap = 0; swap < swaps; swap += 1) {
      const version = 2 - (swap % 2);
      await using store = await openStore(project.storePath);
      await changeAlias(store, { name: "will-order", version, now: Date.now(), choose: () => "champion" });
      const known = load.acknowledged.predictions;
      await expect.poll(() => [...known.values()].at(-1)?.model_version, { timeout: 10_000 }).toBe(version);
      const status = await readFile(`/proc/${server.pid}/status`, "utf8");
      resident.push(Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1]) / 1_024);
    }
    const acknowledged = await load.stop();
    const metrics = await (await fetch(`${project.url}/metrics`)).text();
    server.kill("SIGTERM");
    expect((await server.outcome).code).toBe(0);
    expect(metrics).toMatch(new RegExp(`airworthy_model_swaps_total\\{outcome="swapped"\\} ${swaps + 1}\\n`));
    expect([...acknowledged.statuses.keys()]).toEqual([200]);
    const later = resident.slice(Math.floor(swaps / 2));
    const earlier = resident.slice(Math.floor(swaps / 4), Math.floor(swaps / 2));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(later), JSON.stringify(resident.map(Math.round))).toBeLessThan(
      (1 + mostGrowth) * mean(earlier) + 10,
    );
    await expectKept(acknowledged, askSqlite(project));
    await expectNoSkew(project);
  },
  180_000 + swaps * 4_000,
);
