import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { number, timestamp } from "../../core/column.ts";
import { csv, parquet } from "../../core/definition/index.ts";
import { fingerprint } from "./fingerprint.ts";
import { clickColumns, define, good, head, lines, openWorkshop } from "./workshop.test-support.ts";

describe("fingerprint()", () => {
  test("is the same for the same bytes and columns, and no other", async () => {
    await using workshop = await openWorkshop();
    const { directory: projectDirectory, context } = workshop;
    await workshop.write("a.csv", lines(head, good));
    await workshop.write("b.csv", lines(head, good));
    await workshop.write("c.csv", lines(head, good, good));
    const of = (options: Parameters<typeof define>[0]) =>
      fingerprint({ definition: define(options), projectDirectory }, context);
    const first = await of({ source: csv("a.csv") });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await of({ source: csv("b.csv"), maxRejectedShare: 0.1 })).toBe(first);
    const others = [
      await of({ source: csv("c.csv") }),
      await of({ source: csv(["a.csv", "b.csv"]) }),
      await of({ source: csv("a.csv", { missing: "-" }) }),
      await of({ source: csv("a.csv"), columns: { ...clickColumns, clicks: number() } }),
      await of({ source: csv("a.csv"), columns: { ...clickColumns, ts: timestamp({ zone: "Asia/Tokyo" }) } }),
    ];
    expect(new Set([first, ...others]).size).toBe(6);
  });

  test("knows Parquet folders that are columns, and a glob's folders that are not", async () => {
    await using workshop = await openWorkshop();
    const { directory: projectDirectory, context } = workshop;
    for (const folder of ["day=1", "day=2", "one", "two"]) {
      await mkdir(join(projectDirectory, folder));
      await context.engine.run(
        `COPY (SELECT 1 AS a) TO '${projectDirectory}/${folder}/a.parquet' (FORMAT parquet)`,
      );
    }
    const of = (path: string) =>
      fingerprint({ definition: define({ source: parquet(path) }), projectDirectory }, context);
    expect(await of("one/a.parquet")).toBe(await of("two/*.parquet"));
    expect(await of("day=1/*.parquet")).not.toBe(await of("day=2/*.parquet"));
    expect(await of("day=1/a.parquet")).not.toBe(await of("one/a.parquet"));
  });
});
