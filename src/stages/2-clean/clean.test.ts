import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { boolean, category, integer, number, text, timestamp } from "../../core/column.ts";
import { duplicates, type Rule, rows } from "../../core/definition/index.ts";
import { cleanColumn } from "../../core/definition/rule.ts";
import { define, openWorkshop, type Workshop } from "../1-collect/workshop.test-support.ts";
import { clean, cleanEvent } from "./index.ts";

const columns = {
  event_id: text(),
  user_id: text({ pii: true }),
  ts: timestamp(),
  clicks: integer(),
  dwell: number(),
  device: category(),
  bought: boolean(),
};
const clicks = cleanColumn("clicks", "integer");
const dwell = cleanColumn("dwell", "number");
const user = cleanColumn("user_id", "text");
const bought = cleanColumn("bought", "boolean");

const content = [
  "event_id,user_id,ts,clicks,dwell,device,bought",
  "e1,ann,2024-01-01,1,1.5,ios,true",
  "e2,bob,2024-01-02,,2.5,web,false",
  "e3,,2024-01-03,3,3.5,web,false",
  "e1,eve,2024-01-04,-4,4.5,tv,",
  "e5,joe,2024-01-05,50,5.5,ios,true",
].join("\n");

interface CleanOptions {
  readonly maxRejectedShare?: number;
  readonly alreadyRejected?: number;
}

/** Collects the sample and cleans it by `rules`, into the same folder's `clean`. */
async function cleanSample(workshop: Workshop, rules: readonly Rule[], options: CleanOptions = {}) {
  const { maxRejectedShare = 1, alreadyRejected = 0 } = options;
  await workshop.write("in.csv", content);
  const definition = define({ columns, rules, maxRejectedShare });
  const { output } = await workshop.collect(definition);
  const directory = await workshop.folder();
  const cleaned = await clean(
    { definition, raw: join(output, "raw.parquet"), alreadyRejected, directory },
    workshop.context,
  );
  return { definition, raw: join(output, "raw.parquet"), directory, cleaned };
}

describe("clean()", () => {
  test("keeps each rejected row with the first rule that met it, and says what happened", async () => {
    await using workshop = await openWorkshop();
    const rules = [
      user.isMissing().setAside(),
      clicks.isMissing().drop(),
      clicks.isOutside({ min: 0 }).drop(),
      duplicates().drop(),
    ];
    const { cleaned, directory } = await cleanSample(workshop, rules);
    expect(cleaned).toEqual({
      flow: { rowsIn: 5, columnsIn: 7, rowsOut: 2, columnsOut: 7 },
      note: "1 set aside: missing user_id; 1 dropped: missing clicks; 1 dropped: clicks out of range",
      outcomes: [
        { rule: "missing user_id", policy: "setAside", rows: 1, bounds: null },
        { rule: "missing clicks", policy: "drop", rows: 1, bounds: null },
        { rule: "clicks out of range", policy: "drop", rows: 1, bounds: null },
        { rule: "duplicate event id", policy: "drop", rows: 0, bounds: null },
      ],
      rejectedRows: 3,
    });
    const rejected = await workshop.rows(join(directory, "rejected.parquet"));
    expect(
      rejected.map(({ _aw_row, event_id, _aw_rule, _aw_policy }) => [
        _aw_row,
        event_id,
        _aw_rule,
        _aw_policy,
      ]),
    ).toEqual([
      [2, "e2", "missing clicks", "drop"],
      [3, "e3", "missing user_id", "setAside"],
      [4, "e1", "clicks out of range", "drop"],
    ]);
    expect((await workshop.rows(join(directory, "clean.parquet"))).map(({ _aw_row }) => _aw_row)).toEqual([
      1, 5,
    ]);
    expect((await readdir(directory)).sort()).toEqual(["clean.parquet", "rejected.parquet"]);
    expect(await workshop.context.engine.all("SELECT table_name FROM duckdb_tables()")).toEqual([]);
  });

  test("drops the later copies of an id and leaves no table in the engine", async () => {
    await using workshop = await openWorkshop();
    const { directory, cleaned } = await cleanSample(workshop, [duplicates().drop()]);
    expect(cleaned.note).toBe("1 dropped: duplicate event id");
    expect((await workshop.rows(join(directory, "rejected.parquet"))).map(({ _aw_row }) => _aw_row)).toEqual([
      4,
    ]);
    expect(await workshop.context.engine.all("SELECT table_name FROM duckdb_tables()")).toEqual([]);
  });

  test("shares the file where no rule met a row", async () => {
    await using workshop = await openWorkshop();
    const { raw, directory, cleaned } = await cleanSample(workshop, [dwell.isMissing().drop()]);
    expect(cleaned).toMatchObject({ note: "every row kept", rejectedRows: 0 });
    expect((await stat(join(directory, "clean.parquet"))).ino).toBe((await stat(raw)).ino);
    expect(await workshop.rows(join(directory, "rejected.parquet"))).toEqual([]);
  });

  test("clips and imputes, shows later rules the new values, and keeps the old ones of rejected rows", async () => {
    await using workshop = await openWorkshop();
    const rules = [
      clicks.isOutside({ min: 0.5, max: 9.5 }).clip(),
      clicks.isMissing().impute(9),
      rows(clicks.equals(1).and(dwell.gt(4))).drop("clipped"),
    ];
    const { directory, cleaned } = await cleanSample(workshop, rules);
    expect(cleaned.note).toBe(
      "2 clipped: clicks out of range; 1 imputed: missing clicks; 1 dropped: clipped",
    );
    expect(
      (await workshop.rows(join(directory, "clean.parquet"))).map((row) => [row._aw_row, row.clicks]),
    ).toEqual([
      [1, 1],
      [2, 9],
      [3, 3],
      [5, 9],
    ]);
    expect(await workshop.rows(join(directory, "rejected.parquet"))).toMatchObject([
      { _aw_row: 4, clicks: -4, _aw_rule: "clipped" },
    ]);
  });

  test("reports the bounds that an outlier rule learned, and none where values have no spread", async () => {
    await using workshop = await openWorkshop();
    const { cleaned } = await cleanSample(workshop, [
      dwell.isOutlier({ method: "iqr", k: 1 }).clip(),
      rows(dwell.lt(0)).drop(),
    ]);
    expect(cleaned.outcomes[0]).toEqual({
      rule: "outlier in dwell",
      policy: "clip",
      rows: 0,
      bounds: { low: 0.5, high: 6.5 },
    });
    const flat = await cleanSample(workshop, [
      dwell.isOutside({ max: 1, min: 1 }).clip(),
      dwell.isOutlier().drop(),
    ]);
    expect(flat.cleaned.outcomes[1]).toMatchObject({ rows: 0, bounds: null });
  });
});

describe("clean() fails", () => {
  test("with RULE_FAILED that names the row and the value, but no personal data", async () => {
    await using workshop = await openWorkshop();
    await expect(
      cleanSample(workshop, [clicks.isOutside({ max: 10 }).fail("far too many")]),
    ).rejects.toMatchObject({
      code: "RULE_FAILED",
      message: `The rule 'far too many' met row 5 (clicks is "50").`,
      details: { row: 5, rejectedRows: 1 },
    });
    const hidden = await cleanSample(workshop, [user.isNotOneOf(["ann"]).fail()]).catch(
      (error: unknown) => error,
    );
    expect(hidden).toMatchObject({
      code: "RULE_FAILED",
      message: expect.stringContaining("row 2 and 2 more rows"),
    });
    expect(JSON.stringify([hidden, String(hidden)])).not.toMatch(/bob|eve|joe/);
    const before = await cleanSample(workshop, [
      clicks.isOutside({ max: 10 }).drop(),
      clicks.isOutside({ max: 10 }).fail(),
    ]);
    expect(before.cleaned.rejectedRows).toBe(1);
  });

  test("with TOO_MANY_REJECTED by what collect and the rules set aside together, dropped rows apart", async () => {
    await using workshop = await openWorkshop();
    const rules = [clicks.isOutside({ min: 0 }).setAside(), clicks.isMissing().drop()];
    await cleanSample(workshop, rules, { maxRejectedShare: 0.2 });
    await expect(cleanSample(workshop, rules, { maxRejectedShare: 0.19 })).rejects.toMatchObject({
      code: "TOO_MANY_REJECTED",
      message: expect.stringContaining(
        `1 of 5 rows are set aside (maxRejectedShare allows 19%), most of them by the rule 'clicks out of range' (1), for example row 4 (clicks is "-4")`,
      ),
    });
    await expect(
      cleanSample(workshop, rules, { maxRejectedShare: 0.2, alreadyRejected: 1 }),
    ).rejects.toMatchObject({
      code: "TOO_MANY_REJECTED",
      details: { rows: 6, rejectedRows: 2, alreadyRejected: 1 },
    });
  });

  test("with NO_ROWS that names the rule that took most", async () => {
    await using workshop = await openWorkshop();
    const rules = [clicks.isMissing().drop(), rows(dwell.gt(0)).drop("any dwell")];
    await expect(cleanSample(workshop, rules)).rejects.toMatchObject({
      code: "NO_ROWS",
      message: "No row is left after cleaning: the rule 'any dwell' took 4 of 5.",
    });
  });

  test("with CONFIG_INVALID on a pattern that is no RE2 and on an imputed value of another kind", async () => {
    await using workshop = await openWorkshop();
    await expect(cleanSample(workshop, [user.doesNotMatch("(?=x)").drop()])).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("(?=x)"),
    });
    await expect(cleanSample(workshop, [clicks.isMissing().impute(1.5)])).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("imputes 1.5"),
    });
  });

  test("with CANCELLED when the run is stopped before", async () => {
    await using workshop = await openWorkshop();
    const { definition, raw } = await cleanSample(workshop, []);
    workshop.controller.abort();
    const directory = await workshop.folder();
    const work = clean({ definition, raw, alreadyRejected: 0, directory }, workshop.context);
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe("cleanEvent()", () => {
  test("leaves rules on outcomes out until the outcome is known", () => {
    const definition = define({
      columns,
      rules: [bought.isMissing().drop(), clicks.isOutside({ min: 0 }).clip()],
    });
    const event = { event_id: "e", user_id: "u", ts: 0, clicks: -1, dwell: null, device: null, bought: null };
    const outcomes = definition.rules.map(({ name, policy }) => ({
      rule: name,
      policy: policy.kind,
      rows: 0,
      bounds: null,
    }));
    expect(cleanEvent(definition, outcomes, event, { now: 0 })).toEqual({ rejectedBy: definition.rules[0] });
    expect(cleanEvent(definition, outcomes, event, { now: 0, outcomesKnown: false })).toEqual({
      event: { ...event, clicks: 0 },
    });
  });
});
