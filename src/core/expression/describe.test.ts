import { expect, test } from "vitest";
import { columnExpression, describeExpression, entity } from "./index.ts";

const clicks = columnExpression("clicks", "number");
const device = columnExpression("device", "text");

test("describeExpression() writes an expression as a person would", () => {
  const cases = [
    [
      entity.sum(clicks).over("30d").dividedBy(entity.count().over("90m")),
      "sum(clicks) over 30d ÷ count() over 90m",
    ],
    [entity.timeSinceLast(clicks.gt(0)), "timeSinceLast(where clicks > 0)"],
    [entity.mean(clicks.plus(1).times(2)).overLast(5), "mean((clicks + 1) × 2) over the last 5 events"],
    [device.equals("it's").or(device.isMissing()), `(device = "it's") or isMissing(device)`],
    [clicks.clip({ min: 0, max: 9 }), "clip(clicks, 0, 9)"],
  ] as const;
  for (const [{ node }, text] of cases) expect(describeExpression(node)).toBe(text);
});
