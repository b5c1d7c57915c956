import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { clicksCsv } from "../examples/clicks/generate.ts";

const text = clicksCsv();
const [header = "", ...lines] = text.trimEnd().split("\n");
const names = header.split(",");
const rows = lines.map((line) => line.split(","));

describe("clicksCsv()", () => {
  it("gives the same bytes every time and everywhere", () => {
    expect(clicksCsv()).toBe(text);
    expect(createHash("sha256").update(text).digest("hex")).toBe(
      "8e17c62f9e20cd3a4f7ba22e8dced50488c4fb6f94eb70ccb03aaddd8de50fc9",
    );
  });

  it("has 10,000 rows of 10 columns, 200 of them without clicks and nothing else missing", () => {
    expect(rows).toHaveLength(10_000);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([10]));
    const missing = names.map((_, column) => rows.filter((row) => row[column] === "").length);
    expect(Object.fromEntries(names.map((name, column) => [name, missing[column]]))).toEqual({
      event_id: 0,
      user_id: 0,
      ts: 0,
      device: 0,
      country: 0,
      page: 0,
      impressions: 0,
      clicks: 200,
      dwell_ms: 0,
      bought: 0,
    });
  });

  it("names every event once, in the order of time", () => {
    const ids = rows.map((row) => row[0]);
    const times = rows.map((row) => row[2] ?? "");
    expect(new Set(ids).size).toBe(10_000);
    expect(times).toEqual([...times].sort());
  });

  it("never shows fewer offers than were clicked", () => {
    expect(rows.filter((row) => Number(row[7]) > Number(row[6]))).toEqual([]);
  });
});
