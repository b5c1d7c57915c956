import { expect, test } from "vitest";
import { boolean, integer, text, timestamp } from "../column.ts";
import { AirworthyError } from "../error.ts";
import { csv, type FeedbackOptions, pipeline } from "./index.ts";

const columns = { user_id: text(), ts: timestamp(), clicks: integer(), bought: boolean() };
const events = { source: csv("c.csv"), entity: "user_id", time: "ts", label: "bought", columns } as const;

function problemsOf(feedback: unknown, readsLabel = false): readonly string[] {
  try {
    pipeline({
      name: "m",
      events,
      features: ({ user, bought, clicks }) => ({
        clicked: user.sum(clicks).over("7d"),
        ...(readsLabel ? { bought_before: user.timeSinceLast(bought) } : {}),
      }),
      feedback: feedback as FeedbackOptions,
    });
  } catch (error) {
    if (error instanceof AirworthyError) return error.details.problems as readonly string[];
    throw error;
  }
  return [];
}

test.each(["majority", { trusted: ["support"] }])(
  "pipeline() refuses the feedback policy %j where a feature looks at the label",
  (policy) => {
    expect(problemsOf({ policy })).toEqual([]);
    expect(problemsOf({ policy }, true)).toEqual([
      expect.stringContaining("but the feature 'bought_before' looks at the label 'bought'"),
    ]);
  },
);

test("pipeline() takes the newest label where nothing is told, whatever features look at", () => {
  expect(problemsOf(undefined, true)).toEqual([]);
  expect(problemsOf({ policy: "last" }, true)).toEqual([]);
  expect(pipeline({ name: "m", events }).feedback).toEqual({ policy: { kind: "last" } });
});

test.each([
  [{ policy: "newest" }, "feedback.policy is 'newest'"],
  [{ policy: { trusted: [] } }, "wants the names of sources"],
  [{ policy: { trusted: "support" } }, "wants the names of sources"],
  [{ policy: { trusted: ["a", "a"] } }, "names a source twice"],
])("pipeline() refuses the feedback section %j", (feedback, clause) => {
  expect(problemsOf(feedback)).toEqual([expect.stringContaining(clause)]);
});
