import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveRollout } from "../definition/index.ts";
import type { RolloutFigure } from "./check.ts";
import { judgeRollout } from "./judge.ts";
import type { RolloutReadings, VersionReadings } from "./reading.ts";
import type { Rollout } from "./rollout.ts";

const hour = 3_600_000;
const plan = resolveRollout({ shadow: { leastRows: 100 }, canary: { steps: [0.1, 0.5], leastRows: 100 } });

const canary: Rollout = {
  ...{ id: "r", model: "m", version: 7, champion: 6, mode: "canary", share: 0.1, step: 0 },
  ...{ state: "running", reason: "", startedAt: 0, stepSince: 0, endedAt: null, by: "test", plan },
};
const last: Rollout = { ...canary, share: 0.5, step: 1 };
const shadow: Rollout = { ...canary, mode: "shadow", share: 0, step: -1 };

const around = (value: number, half: number): RolloutFigure => ({
  value,
  low: value - half,
  high: value + half,
});

const good: VersionReadings = {
  rows: 1_000,
  errors: { count: 1_000, failed: 0 },
  latency: { count: 1_000, p99: around(20, 2) },
  measured: { labelled: 800, figure: around(0.85, 0.01) },
  estimated: around(0.86, 0.01),
};

interface Told extends Partial<VersionReadings> {
  readonly champion?: Partial<VersionReadings>;
  readonly more?: Partial<RolloutReadings>;
}

function read({ champion = {}, more = {}, ...own }: Told = {}): RolloutReadings {
  return {
    from: 0,
    to: hour,
    challenger: { ...good, ...own },
    champion: { ...good, ...champion },
    agreement: { rows: 1_000, agreed: 900, dropped: 0 },
    scores: { distance: 0.05, challenger: 1_000, champion: 1_000 },
    servers: { ready: 2, refused: null, absent: 0 },
    ...more,
  };
}

const kindOf = (rollout: Rollout, readings: RolloutReadings | null, now = hour) =>
  judgeRollout(rollout, readings, { now }).kind;
const reasonOf = (rollout: Rollout, readings: RolloutReadings | null, now = hour) =>
  judgeRollout(rollout, readings, { now }).reason;

const noLabels = { measured: { labelled: 0, figure: null } };

test("judgeRollout() takes step after step where every gate passes, and promotes after the last", () => {
  expect(judgeRollout(shadow, read(), { now: hour })).toMatchObject({
    kind: "next step",
    place: { mode: "canary", share: 0.1, step: 0 },
  });
  expect(judgeRollout(canary, read(), { now: hour })).toMatchObject({
    kind: "next step",
    place: { mode: "canary", share: 0.5, step: 1 },
  });
  expect(kindOf(last, read())).toBe("promote");
});

test("judgeRollout() waits until a step has lasted its time, and has its rows", () => {
  const early = read({ more: { to: hour / 2 } });
  expect([kindOf(shadow, early), kindOf(last, early)]).toEqual(["wait", "wait"]);
  expect(reasonOf(last, early)).toBe("Waits: the step lasts 30 min more.");
  expect(reasonOf(last, read({ rows: 99 }))).toBe("Waits: version 7 has given 99 of at least 100 answers.");
});

test.each<[string, Told]>([
  ["errors", { errors: { count: 1_000, failed: 40 } }],
  ["a slow p99", { latency: { count: 1_000, p99: around(60, 5) } }],
  ["other scores", { more: { scores: { distance: 0.6, challenger: 500, champion: 9_000 } } }],
  ["labels", { measured: { labelled: 300, figure: around(0.7, 0.03) } }],
  [
    "labels, whatever is promised",
    { measured: { labelled: 300, figure: around(0.7, 0.03) }, estimated: around(0.9, 0.001) },
  ],
  ["what its scores promise", { ...noLabels, estimated: around(0.7, 0.02) }],
  ["a server that refuses it", { more: { servers: { ready: 1, refused: "it is damaged", absent: 0 } } }],
])("judgeRollout() rolls a canary back for %s, at once, and says why", (_, told) => {
  const decision = judgeRollout(canary, read({ ...told, more: { to: 60_000, ...told.more } }), {
    now: 60_000,
  });
  expect(decision.kind).toBe("roll back");
  const [breach, ...others] = decision.checks.filter(({ verdict }) => verdict === "breach");
  expect(others).toEqual([]);
  expect(decision.reason).toBe(`${breach?.sentence}.`);
});

test("judgeRollout() rolls a shadow back where too few answers are the champion's", () => {
  expect(kindOf(shadow, read({ more: { agreement: { rows: 400, agreed: 200, dropped: 3 } } }))).toBe(
    "roll back",
  );
  expect(kindOf(shadow, read({ more: { agreement: { rows: 400, agreed: 275, dropped: 3 } } }))).toBe("wait");
});

test("judgeRollout() does not take chance for a breach", () => {
  expect(kindOf(canary, read({ errors: { count: 20, failed: 1 } }))).toBe("wait");
  expect(
    kindOf(
      canary,
      read({ measured: { labelled: 40, figure: around(0.78, 0.12) }, estimated: around(0.85, 0.01) }),
    ),
  ).toBe("next step");
  expect(kindOf(canary, read({ measured: { labelled: 5, figure: around(0.2, 0.05) } }))).toBe("next step");
});

test("judgeRollout() lets labels speak before what scores promise", () => {
  expect(kindOf(last, read({ estimated: around(0.5, 0.01) }))).toBe("promote");
});

test("judgeRollout() goes to the next step by the estimate while no label has come, and promotes by labels alone", () => {
  expect(kindOf(canary, read(noLabels))).toBe("next step");
  expect(kindOf(last, read(noLabels))).toBe("wait");
  expect(reasonOf(last, read(noLabels))).toBe("Waits: no label has come of its 1000 answers.");
  const estimating = { ...last, plan: { ...plan, withoutLabels: "go by estimate" as const } };
  expect(kindOf(estimating, read(noLabels))).toBe("promote");
  expect(kindOf(estimating, read({ ...noLabels, estimated: around(0.78, 0.04) }))).toBe("wait");
});

test("judgeRollout() asks the scores of a regression for no estimate", () => {
  const regression = { ...noLabels, estimated: null };
  expect(kindOf(canary, read({ ...regression, champion: regression }))).toBe("next step");
});

test("judgeRollout() gives a step up that was not passed in time, and tells what it lacked", () => {
  const week = 7 * 24 * hour;
  expect(kindOf(last, read({ ...noLabels, more: { to: week } }), week - 1)).toBe("wait");
  expect(judgeRollout(last, read({ ...noLabels, more: { to: week } }), { now: week })).toMatchObject({
    kind: "roll back",
    reason: "The step was not passed in 7 d: no label has come of its 1000 answers.",
  });
  expect(judgeRollout(last, null, { now: week, why: "the store is away" })).toMatchObject({
    kind: "roll back",
    reason: "The step was not passed in 7 d: it cannot be measured: the store is away.",
  });
  expect(kindOf(last, null, hour)).toBe("wait");
});

test("judgeRollout() waits for processes that answer and do not follow", () => {
  expect(kindOf(last, read({ more: { servers: { ready: 1, refused: null, absent: 1 } } }))).toBe("wait");
  expect(kindOf(last, read({ more: { servers: { ready: 0, refused: null, absent: 0 } } }))).toBe("wait");
});

const nullable = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const figure = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => around(value, 0.02));
const version: fc.Arbitrary<VersionReadings> = fc.record({
  rows: fc.nat(2_000),
  errors: fc.nat(500).chain((count) => fc.record({ count: fc.constant(count), failed: fc.nat(count) })),
  latency: nullable(fc.record({ count: fc.nat(2_000), p99: figure })),
  measured: fc.record({ labelled: fc.nat(500), figure: nullable(figure) }),
  estimated: nullable(figure),
});

test("judgeRollout() never goes on with a gate that is unknown or breached", () => {
  fc.assert(
    fc.property(
      version,
      version,
      nullable(
        fc.record({
          distance: fc.double({ min: 0, max: 1, noNaN: true }),
          challenger: fc.nat(900),
          champion: fc.nat(900),
        }),
      ),
      fc.constantFrom(shadow, canary, last),
      (challenger, champion, scores, rollout) => {
        const { kind, checks } = judgeRollout(
          rollout,
          { ...read({ more: { scores } }), challenger, champion },
          { now: hour },
        );
        const open = checks.filter(({ verdict }) => verdict !== "pass").map(({ gate }) => gate);
        if (kind === "promote") expect(open.filter((gate) => gate !== "estimate")).toEqual([]);
        if (kind === "next step")
          expect(open.filter((gate) => gate !== "estimate" && gate !== "quality")).toEqual([]);
        const isBad = checks.some(({ verdict, gate }) => verdict === "breach" && gate !== "estimate");
        if (isBad) expect(kind).toBe("roll back");
        if (kind === "roll back") expect(checks.some(({ verdict }) => verdict === "breach")).toBe(true);
      },
    ),
  );
});
