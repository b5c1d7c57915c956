import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askSqlite, expectKept, expectNoSkew } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { amount, openServingProject } from "./serving-project.ts";

const kills = amount({ short: 2, whole: 50 });

test(
  "airworthy serve killed again and again under load keeps all that it acknowledged, once",
  async () => {
    await using project = await openServingProject();
    const args = ["--workers", "2", "--threads", "1"];
    let server = await project.serve({ args });
    const load = startLoad({ url: project.url });
    let whole = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(300 + Math.random() * 700);
      const [worker] = await server.workers();
      if (kill % 2 === 0 && worker !== undefined) {
        process.kill(worker, "SIGKILL");
        continue;
      }
      whole += 1;
      server.kill("SIGKILL");
      await server.outcome;
      server = await project.serve({ args });
    }
    await pause(500);
    const acknowledged = await load.stop();
    server.kill("SIGTERM");
    expect((await server.outcome).code).toBe(0);
    expect(whole).toBe(Math.floor(kills / 2));
    expect(acknowledged.statuses.get(0), "no client noticed a kill").toBeGreaterThan(0);
    await expectKept(acknowledged, askSqlite(project));
    await expectNoSkew(project);
  },
  180_000 + kills * 10_000,
);
