import { expect, test } from "vitest";
import { Admission } from "./admission.ts";

test("Admission refuses what waits too long or is too much, and never where nothing waits", () => {
  const admission = new Admission(1_000);
  for (let batch = 0; batch < 100; batch += 1) admission.record(50);
  const ask = (parts: number, waiting: number, timeoutMs: number) => () =>
    admission.check(parts, { waiting, timeoutMs });
  expect(ask(5_000, 0, 1)).not.toThrow();
  expect(ask(100, 100, 60)).not.toThrow();
  expect(ask(100, 200, 60)).toThrow(expect.objectContaining({ code: "OVERLOADED" }));
  expect(ask(100, 200, 110)).not.toThrow();
  expect(ask(600, 401, 60_000)).toThrow(
    expect.objectContaining({ details: { retryAfterMs: expect.any(Number) } }),
  );
});

test("Admission takes a large request after many small ones: a batch of one costs nearly what a full one does", () => {
  const admission = new Admission(10_000);
  for (let batch = 0; batch < 100; batch += 1) admission.record(20);
  expect(() => admission.check(1_000, { waiting: 800, timeoutMs: 5_000 })).not.toThrow();
});
