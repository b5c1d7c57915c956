import { expect, test } from "vitest";
import { boolean, category, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, type Definition, pipeline } from "../../core/definition/index.ts";
import { compareWithChampion } from "./compare-champion.ts";
import { findSlices } from "./find-slices.ts";
import { importance } from "./importance.ts";
import { startPace } from "./pace.ts";
import { readUnits, rowUnits } from "./resampled-units.ts";
import { rowLosses } from "./row-losses.ts";
import { linearModel, openScene, plainNumber, plainText, type Scene } from "./scene.test.helper.ts";
import { score } from "./score.ts";

const definition: Definition = pipeline({
  name: "will-buy",
  events: {
    source: csv("events.csv"),
    entity: "user",
    time: "ts",
    label: "bought",
    columns: {
      user: text({ pii: true }),
      ts: timestamp(),
      x: number(),
      noise: number(),
      visits: integer(),
      device: category(),
      bought: boolean(),
    },
  },
  validation: { slices: ["device"], bootstrapSamples: 300 },
});

const inputs = [
  plainNumber("x"),
  plainNumber("noise"),
  plainNumber("visits"),
  plainText("device", ["phone", "tv"]),
];

/** Right weights, but what is answered on tablets (an unknown word to the model) is given. */
function model(x: number, onOthers: number, noise = 0) {
  return linearModel({ task: "binary", inputs, weight: [x, noise, 0, 0, 0, onOthers, 0], bias: [0] });
}

/** 4,000 rows whose truth is x > 0, with a sixteenth flipped; a quarter on tablets. */
async function validationTable(scene: Scene): Promise<string> {
  return await scene.table(
    "validation.parquet",
    `SELECT i AS _aw_row, substr(md5('u' || i), 1, 2) AS "user", sin(i * 12.9898) * 2 AS x, cos(i * 78.233) AS noise, i % 5 AS visits,
       ['phone', 'tv', 'tablet', 'phone'][i % 4 + 1] AS device, 
       (sin(i * 12.9898) > 0) <> (substr(md5(i::VARCHAR), 1, 1) = '7') AS _aw_label
     FROM range(4000) r(i) ORDER BY i`,
  );
}

async function compare(scene: Scene, challenger: Uint8Array, champion: Uint8Array) {
  const validation = await validationTable(scene);
  const pace = startPace(scene.context);
  const scores = await score({ model: challenger, table: validation }, scene.context);
  const losses = rowLosses(scores, 0.5);
  const units = await readUnits({ definition, validation, rows: scores.rows }, scene.context);
  const { comparable, slices, rowsOf } = await findSlices(
    { definition, validation, scores, losses, units },
    scene.context,
    pace,
  );
  const path = await scene.file("champion.onnx", champion);
  const compared = await compareWithChampion(
    {
      definition,
      champion: { version: 7, model: path, threshold: 0.5 },
      validation,
      scores,
      threshold: 0.5,
      losses,
      slices: comparable,
      rowsOf,
      units,
    },
    scene.context,
    pace,
  );
  return { compared, slices, validation, scores, path };
}

test("compareWithChampion() tells better, worse and not distinguishable apart", async () => {
  await using scene = await openScene();
  const [good, bad] = [model(1.5, 0), model(0.3, 0)];
  const better = (await compare(scene, good, bad)).compared?.comparison;
  expect(better).toMatchObject({ version: 7, verdict: "better", worseSlices: [] });
  expect(better?.lossDifference.high).toBeLessThan(0);
  const worse = (await compare(scene, bad, good)).compared?.comparison;
  expect(worse).toMatchObject({
    verdict: "worse",
    worseSlices: ["device = phone", "device = tablet", "device = tv"],
  });
  const same = (await compare(scene, good, good)).compared?.comparison;
  expect(same).toMatchObject({
    verdict: "not distinguishable",
    lossDifference: { value: 0, low: 0, high: 0 },
    worseSlices: [],
  });
});

test("compareWithChampion() finds the one slice on which a better model is worse", async () => {
  await using scene = await openScene();
  const { compared } = await compare(scene, model(1.5, 3), model(0.1, 0));
  expect(compared?.comparison.worseSlices).toEqual(["device = tablet"]);
});

test("compareWithChampion() blames no slice for noise", async () => {
  await using scene = await openScene();
  const [one, other] = [model(1.5, 0, 0.1), model(1.5, 0, -0.1)];
  for (const [challenger, champion] of [
    [one, other],
    [other, one],
  ] as const) {
    const { compared } = await compare(scene, challenger, champion);
    expect(compared?.comparison).toMatchObject({ verdict: "not distinguishable", worseSlices: [] });
  }
});

test("compareWithChampion() does not compare a model of another kind of label", async () => {
  await using scene = await openScene();
  const other = linearModel({
    task: "regression",
    inputs: [plainNumber("x")],
    weight: [1],
    bias: [0],
  });
  expect((await compare(scene, model(1.5, 0), other)).compared).toBeNull();
});

test("findSlices() measures declared slices and finds what the answers spoil", async () => {
  await using scene = await openScene();
  const { slices } = await compare(scene, model(1.5, 5), model(1.5, 0));
  expect(slices.filter(({ declared }) => declared).map(({ name, rows }) => [name, rows])).toEqual([
    ["device = phone", 2_000],
    ["device = tablet", 1_000],
    ["device = tv", 1_000],
  ]);
  const [phone, tablet] = slices;
  expect(phone?.metric.value).toBeCloseTo(15 / 16, 1);
  expect(tablet?.metric.value).toBeLessThan(0.6);
  const found = slices.filter(({ declared }) => !declared);
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ name }) => name.includes("x"))).toBe(true);
});

test("importance() ranks the input that decides first and gives 0 to one that the model ignores", async () => {
  await using scene = await openScene();
  const { validation, scores } = await compare(scene, model(1.5, 0), model(1.5, 0));
  const given = { model: model(1.5, 0), validation, scores, seed: 3, samples: 200, units: rowUnits(4_000) };
  const found = await importance(given, scene.context, startPace(scene.context));
  expect(found.importance.map(({ input }) => input)).toEqual(["x", "noise", "visits", "device"]);
  const [first, ...others] = found.importance.map(({ lossIncrease }) => lossIncrease);
  expect(first?.low).toBeGreaterThan(0.3);
  expect(others).toEqual(Array(3).fill({ value: 0, low: 0, high: 0 }));
  expect(await importance(given, scene.context, startPace(scene.context))).toEqual(found);
  expect(scene.events.filter(({ kind }) => kind === "stageProgress")).toHaveLength(8);
});

test("compareWithChampion() measures the champion on the same rows, figure by figure, and the way between", async () => {
  await using scene = await openScene();
  const { compared, scores, slices, path } = await compare(scene, model(1.5, 3), model(1.5, 0));
  const beside = compared?.comparison.beside;
  const theirs = await score({ model: path, table: await validationTable(scene) }, scene.context);
  const accuracyOf = ({ answers, labels }: typeof scores, rows: (row: number) => boolean) => {
    const places = [...labels.keys()].filter(rows);
    const right = places.filter((row) => (answers[row] ?? 0) >= 0.5 === (labels[row] === 1));
    return right.length / places.length;
  };
  const all = () => true;
  const { accuracy, rocAuc } = beside?.metrics ?? {};
  expect(accuracy?.value).toBe(accuracyOf(theirs, all));
  expect(accuracy?.difference.value).toBeCloseTo(accuracyOf(scores, all) - accuracyOf(theirs, all), 12);
  expect(accuracy?.difference.high).toBeLessThan(0);
  expect(rocAuc?.difference.value).toBeLessThan(0);
  const onTablet = (row: number) => row % 4 === 2;
  const tablet = beside?.slices["device = tablet"];
  expect(tablet?.value).toBe(accuracyOf(theirs, onTablet));
  expect(tablet?.difference.value).toBeCloseTo(
    accuracyOf(scores, onTablet) - accuracyOf(theirs, onTablet),
    12,
  );
  expect(tablet?.difference.high).toBeLessThan(0);
  expect(beside?.slices["device = phone"]?.difference).toEqual({ value: 0, low: 0, high: 0 });
  expect(Object.keys(beside?.slices ?? {})).toEqual(slices.map(({ name }) => name));
});

test("the interval of a difference is that of pairs: narrower than those of its sides", async () => {
  await using scene = await openScene();
  const { compared } = await compare(scene, model(1.5, 0, 0.02), model(1.5, 0));
  const accuracy = compared?.comparison.beside?.metrics.accuracy;
  const width = ({ low = 0, high = 0 } = {}) => high - low;
  expect(width(accuracy)).toBeGreaterThan(0);
  expect(width(accuracy?.difference)).toBeLessThan(width(accuracy) / 2);
});
