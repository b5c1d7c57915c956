import { expect, test } from "vitest";
import { allowedWords, differenceWords } from "./difference-words.ts";

const inPoints = { isInPoints: true };

test.each([
  [{ value: -0.435, low: -0.459, high: -0.412 }, "better by 43.5 points (95%: 41.2 to 45.9 better)"],
  [{ value: 0.33, low: 0.29, high: 0.37 }, "worse by 33.0 points (95%: 29.0 to 37.0 worse)"],
  [{ value: 0.01, low: -0.02, high: 0.04 }, "worse by 1.0 points (95%: 2.0 better to 4.0 worse)"],
  [{ value: -0.01, low: -0.04, high: 0.02 }, "better by 1.0 points (95%: 2.0 worse to 4.0 better)"],
  [{ value: -0.0001, low: -0.03, high: 0.03 }, "no different (95%: 3.0 worse to 3.0 better)"],
])("differenceWords() tells of %o to which side it speaks, without a sign", (difference, words) => {
  expect(differenceWords(difference, inPoints)).toBe(words);
});

test("differenceWords() tells a difference that is no share in the figure's own unit", () => {
  expect(differenceWords({ value: -1.5, low: -2, high: -1 }, { isInPoints: false })).toBe(
    "better by 1.500 (95%: 1.000 to 2.000 better)",
  );
});

test("allowedWords() says that the bound is how much worse it may be", () => {
  expect(allowedWords(0.02, inPoints)).toBe("allowed 2.0 points worse");
  expect(allowedWords(0.25, { isInPoints: false })).toBe("allowed 0.2500 worse");
});
