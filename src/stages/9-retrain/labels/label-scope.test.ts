import { expect, test } from "vitest";
import { describeScope, isWithin, parseLabelScope } from "./label-scope.ts";

const reported = { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 3) };

test("parseLabelScope() reads everything, a source, a span, or both", () => {
  expect(
    ["all", "crm", "(unnamed)", "2026-06-01..2026-06-03", "crm@2026-06-01..2026-06-03T00:00Z"].map(
      parseLabelScope,
    ),
  ).toEqual([{}, { source: "crm" }, { source: "" }, { reported }, { source: "crm", reported }]);
  expect(["(source)", "(events)@2026-06-01..2026-06-03"].map(parseLabelScope)).toEqual([
    { source: "(source)" },
    { source: "(events)", reported },
  ]);
  for (const text of ["2026-06-03..2026-06-01", "2026-13-01..2026-14-01", "", " "])
    expect(() => parseLabelScope(text)).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

test("isWithin() wants the whole of a scope to be trusted", () => {
  const scope = { source: "crm", reported };
  expect([{}, { source: "crm" }, { reported }, scope].map((outer) => isWithin(scope, outer))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(isWithin(scope, { source: "survey" })).toBe(false);
  expect(isWithin(scope, { reported: { ...reported, to: reported.to - 1 } })).toBe(false);
  expect(isWithin({ source: "crm", happened: reported }, { reported })).toBe(false);
});

test("describeScope() names source and days", () => {
  expect(describeScope({ source: "crm", reported })).toBe("of 'crm', reported from 2026-06-01 to 2026-06-03");
  expect(describeScope({ source: "", happened: { ...reported, to: reported.to + 3_600_000 } })).toBe(
    "of no named source, about what happened from 2026-06-01 to 2026-06-03T01:00",
  );
});
