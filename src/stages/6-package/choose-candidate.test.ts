import { describe, expect, test } from "vitest";
import { chooseCandidate, type Measured } from "./choose-candidate.ts";

function measured(kind: Measured["kind"], change: Partial<Measured> = {}): Measured {
  const times = { p50Us: 20, p95Us: 30, p99Us: 40, p50Us64: 50, p95Us64: 60, p99Us64: 70 };
  const quality = { accuracy: 0.9, logLoss: 0.3, rmse: null, r2: null, maxChange: 0 };
  return { kind, bytes: 1_000, ...times, ...quality, ratio: 1, noise: 0.02, ...change };
}

function choose(change: Partial<Measured>, budget = 0.001) {
  const choice = chooseCandidate([measured("float32"), measured("int8", change)], budget);
  return { shipped: choice.shipped, verdict: choice.candidates[1]?.verdict, note: choice.note };
}

describe("chooseCandidate()", () => {
  test("ships what is smaller, as fast and as accurate", () => {
    expect(choose({ bytes: 400, ratio: 1.015 })).toEqual({
      shipped: "int8",
      verdict: "ships: 60% smaller, as fast (±2%), the same accuracy",
      note: "int8 shipped: 60% smaller, as fast (±2%), the same accuracy",
    });
  });

  test("ships what is faster by more than the noise, and nothing for less", () => {
    expect(choose({ ratio: 0.9 }).shipped).toBe("int8");
    expect(choose({ ratio: 0.9, noise: 0.11 }).shipped).toBe("float32");
  });

  test("keeps float32 where a smaller one is slower, or a faster one larger, and says so", () => {
    expect(choose({ bytes: 400, ratio: 1.08 })).toMatchObject({
      shipped: "float32",
      note: "float32 shipped: int8 is 8% slower (±2%), though 60% smaller",
    });
    expect(choose({ bytes: 1_200, ratio: 0.5 })).toMatchObject({
      shipped: "float32",
      verdict: "is 20% larger, though 50% faster (±2%)",
    });
  });

  test("keeps float32 where accuracy falls by more than the budget, and not where by as much", () => {
    expect(choose({ bytes: 400, accuracy: 0.9 - 0.0011 }).verdict).toBe(
      "loses 0.11 points of accuracy, more than the budget of 0.1",
    );
    expect(choose({ bytes: 400, accuracy: 0.875 }, 0.025).shipped).toBe("int8");
  });

  test("holds R² of a regression to the same budget", () => {
    const r2 = { accuracy: null, logLoss: null, rmse: 1 };
    const reference = measured("float32", { ...r2, r2: 0.8 });
    const shippedAt = (value: number) =>
      chooseCandidate([reference, measured("int8", { ...r2, r2: value, bytes: 1 })], 0.01).shipped;
    expect([shippedAt(0.795), shippedAt(0.78)]).toEqual(["int8", "float32"]);
  });

  test("keeps float32 where the log loss rises, though every answer stays right", () => {
    expect(choose({ bytes: 400, logLoss: 0.306 }).verdict).toBe("raises the log loss by 2.0%, more than 1%");
    expect(choose({ bytes: 400, logLoss: 0.302 }).shipped).toBe("int8");
  });

  test("ships the one that gains most of several, and says so of the others", () => {
    const { shipped, candidates } = chooseCandidate(
      [
        measured("float32"),
        measured("float16", { bytes: 600 }),
        measured("pruned", { bytes: 800, ratio: 0.5 }),
      ],
      0.001,
    );
    expect(shipped).toBe("pruned");
    expect(candidates[1]?.verdict).toBe(
      "40% smaller, as fast (±2%), the same accuracy, but pruned gains more",
    );
  });
});
