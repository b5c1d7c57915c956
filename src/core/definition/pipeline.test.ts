import { expect, test } from "vitest";
import { boolean, category, integer, number, text, timestamp } from "../column.ts";
import { AirworthyError } from "../error.ts";
import { csv, duplicates, mlp, pipeline, rows } from "./index.ts";

const columns = {
  event_id: text(),
  user_id: text({ pii: true }),
  ts: timestamp(),
  device: category({ values: ["phone", "desktop"] }),
  impressions: integer({ min: 0 }),
  clicks: integer({ min: 0 }),
  paid: number({ outcome: true }),
  bought: boolean(),
};
const events = {
  source: csv("clicks.csv"),
  id: "event_id",
  entity: "user_id",
  time: "ts",
  label: "bought",
  columns,
} as const;

function problemsOf(define: () => unknown): readonly string[] {
  try {
    define();
  } catch (error) {
    if (error instanceof AirworthyError) return error.details.problems as readonly string[];
    throw error;
  }
  return [];
}

test("pipeline() sets aside what lacks a key, unless a rule says otherwise", () => {
  const about = (
    clean: Parameters<typeof pipeline<typeof events.columns, "user_id", "bought">>[0]["clean"],
  ) =>
    pipeline({ name: "m", events, ...(clean === undefined ? {} : { clean }) })
      .rules.filter(({ check }) => check.kind === "missing" && check.column === "user_id")
      .map(({ policy }) => policy.kind);
  expect(about(undefined)).toEqual(["setAside"]);
  expect(about(({ user_id }) => [user_id.isMissing().fail()])).toEqual(["fail"]);
  expect(about(({ user_id }) => [user_id.isMissing().impute("nobody")])).toEqual(["setAside", "impute"]);
});

test.each([
  [{ name: "" }, "the name is"],
  [{ name: ".." }, "the name is"],
  [{ name: "\ud800" }, "the name is"],
  [{ name: "名".repeat(40) }, "the name is"],
  [{ seed: Number.NaN }, "seed wants"],
  [{ validation: { bootstrapSamples: -5 } }, "validation.bootstrapSamples wants"],
  [{ model: mlp({ l2: -1 }) }, "model.l2 wants"],
  [{ model: mlp({ learningRate: Number.POSITIVE_INFINITY }) }, "model.learningRate wants"],
  [{ model: mlp({ earlyStopping: { patience: 0.5 } }) }, "model.earlyStopping.patience wants"],
])("pipeline() refuses the values %j", (change, clause) => {
  const problems = problemsOf(() => pipeline({ name: "m", events, ...change }));
  expect(problems).toEqual([expect.stringContaining(clause)]);
});

test("pipeline() refuses a zone that there is not", () => {
  const zoned = { ...columns, ts: timestamp({ zone: "Mars/Base" }) };
  const problems = problemsOf(() => pipeline({ name: "m", events: { ...events, columns: zoned } }));
  expect(problems).toEqual([expect.stringContaining("'ts' is 'Mars/Base'")]);
});

test("pipeline() makes plain data that survives JSON", () => {
  const definition = pipeline({
    name: "will-buy",
    events,
    clean: ({ clicks }) => [clicks.isMissing().drop("missing clicks"), duplicates().drop()],
    features: ({ clicks, impressions, user }) => ({
      click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
      time_since_last_click: user.timeSinceLast(clicks.gt(0)),
    }),
  });
  expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
  expect(definition.features[1]).toEqual({
    name: "time_since_last_click",
    type: "number",
    expression: {
      kind: "aggregate",
      function: "timeSinceLast",
      value: null,
      where: {
        kind: "call",
        operator: "gt",
        operands: [
          { kind: "column", column: "clicks", type: "number" },
          { kind: "literal", value: 0, type: "number" },
        ],
        type: "boolean",
      },
      window: { kind: "all" },
      type: "number",
    },
  });
});

test("pipeline() puts the declared bounds before the user's rules", () => {
  const { rules } = pipeline({
    name: "x",
    events,
    clean: ({ clicks }) => [clicks.isMissing().drop("missing clicks")],
  });
  expect(rules.map(({ name, policy }) => `${name}: ${policy.kind}`)).toEqual([
    "missing event_id: setAside",
    "missing user_id: setAside",
    "missing ts: setAside",
    "device not allowed: setAside",
    "impressions out of range: setAside",
    "clicks out of range: setAside",
    "missing clicks: drop",
  ]);
});

test("pipeline() takes as inputs what is known before the event and is no key, text or personal data", () => {
  const { inputs } = pipeline({ name: "x", events, features: ({ user }) => ({ visits: user.count() }) });
  expect(inputs.map(({ name }) => name)).toEqual(["device", "impressions", "clicks", "visits"]);
});

test.each([
  ["bought", undefined, "binary"],
  ["device", undefined, "multiclass"],
  ["paid", undefined, "regression"],
  ["paid", 10, "binary"],
] as const)("pipeline() finds the task of the label %s above %s: %s", (column, above, task) => {
  const label = above === undefined ? { column } : { column, above };
  expect(pipeline({ name: "x", events: { ...events, label } }).events.label.task).toBe(task);
});

test("pipeline() names the entity by its column's stem and as entity", () => {
  const { features } = pipeline({
    name: "x",
    events,
    features: ({ user, entity }) => ({ a: user.count(), b: entity.count() }),
  });
  expect(features[0]?.expression).toEqual(features[1]?.expression);
});

test("pipeline() keeps a windowed aggregate's `where` and window", () => {
  const { features } = pipeline({
    name: "x",
    events,
    features: ({ user, clicks }) => ({ n: user.count({ where: clicks.gt(1) }).overLast(3) }),
  });
  expect(features[0]?.expression).toMatchObject({
    window: { kind: "last", events: 3 },
    where: { operator: "gt" },
  });
});

test("pipeline() refuses a feature that reads its own outcome", () => {
  const own = problemsOf(() =>
    pipeline({ name: "x", events, features: ({ paid }) => ({ now: paid.plus(1) }) }),
  );
  expect(own).toEqual(["the feature 'now' reads 'paid' of its own event, which is known only afterwards"]);
  const history = problemsOf(() =>
    pipeline({ name: "x", events, features: ({ paid, user }) => ({ before: user.sum(paid) }) }),
  );
  expect(history).toEqual([]);
});

test("pipeline() refuses an outcome as a raw input", () => {
  expect(problemsOf(() => pipeline({ name: "x", events, inputs: ["paid", "clicks"] }))).toEqual([
    "inputs name 'paid', which is known only after the event",
  ]);
});

test("pipeline() tells every problem at once", () => {
  const problems = problemsOf(() =>
    pipeline({
      name: "x",
      events: { ...events, maxRejectedShare: 2 },
      features: ({ user, clicks }) => ({
        clicks: user.sum(clicks).overLast(0),
        nested: user.sum(user.sum(clicks)),
      }),
      split: { validation: 1 },
      model: mlp({ hidden: [0], learningRate: 0, dropout: 1 }),
    }),
  );
  expect(problems).toEqual([
    "the feature 'clicks' has the name of a column",
    "the feature 'nested' has an aggregate inside an aggregate",
    "the feature 'clicks' needs a whole, positive number of events in overLast",
    "split.validation is 1, wanted a share between 0 and 1",
    "maxRejectedShare is 2, wanted 0 to 1",
    "model.hidden wants whole, positive widths",
    "model.learningRate wants a positive number",
    "model.dropout wants a share below 1",
  ]);
});

test("pipeline() refuses a config without types that names what does not exist", () => {
  const untyped = pipeline as unknown as (options: unknown) => unknown;
  expect(problemsOf(() => untyped({ name: "x", events: { ...events, label: "buoght" } }))).toContain(
    "label names the column 'buoght', which is not declared",
  );
  expect(problemsOf(() => untyped({ name: "x", events, gates: { acuracy: { atLeast: 0.8 } } }))).toEqual([
    "gates name the metric 'acuracy', which does not exist",
  ]);
  expect(problemsOf(() => untyped({ name: "x", events, gates: { accuracy: {} } }))).toEqual([
    "the gate on 'accuracy' needs atLeast or atMost with a number",
  ]);
});

test("rows() makes a rule of any condition", () => {
  const { rules } = pipeline({
    name: "x",
    events,
    clean: ({ clicks, impressions }) => [rows(clicks.gt(impressions)).drop("more clicks than impressions")],
  });
  expect(rules.at(-1)).toMatchObject({ name: "more clicks than impressions", check: { kind: "condition" } });
});

test("pipeline() names a misspelt column where no compiler has looked", () => {
  const untyped = pipeline as unknown as (options: unknown) => unknown;
  const features = ({ clics }: Record<string, unknown>) => ({ clics });
  expect(() => untyped({ name: "x", events, features })).toThrowError(
    "Cannot read features: there is no column or entity 'clics'; did you mean 'clicks'?",
  );
});
