/** Labels that are no yes or no: packaged, predicted and traced. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFixture } from "../../../test/packages/fixture.ts";
import { forward } from "../../../test/packages/forward.ts";
import { buildPackage, loadPackage } from "../6-package/index.ts";
import { predict, predictFile, trace } from "./index.ts";

const row = { device: "phone", clicks: 6, past_clicks: 21 };

test("a multiclass package answers with the most probable class, for rows, files and traces alike", async () => {
  await using fixture = await packageFixture({ task: "multiclass" });
  const definition = {
    ...fixture.definition,
    packaging: { ...fixture.definition.packaging, accuracyBudget: -1 },
  };
  const input = fixture.input("package", { definition });
  const { candidates } = await buildPackage(input, fixture.context);
  expect(candidates[0]?.accuracy).toBeGreaterThan(0);
  const loaded = await loadPackage(input.directory);
  const { classes } = loaded.manifest.network;
  const { logits } = forward(row, fixture.layers);
  const exponents = logits.map(Math.exp);
  const wanted = exponents.map((value) => value / exponents.reduce((sum, one) => sum + one, 0));
  const best = wanted.indexOf(Math.max(...wanted));
  const { predictions } = await predict({ package: loaded, rows: [row], history: null }, fixture.context);
  const [prediction] = predictions;
  expect(prediction).toMatchObject({ prediction: classes[best], threshold: null });
  expect(prediction?.probabilities).toEqual(wanted.map((value) => expect.closeTo(value, 4)));
  const found = await trace({ package: loaded, row, history: null }, fixture.context);
  expect(found.output).toMatchObject({ activation: "softmax", classes });
  expect(found.decision).toEqual(prediction);
  const [path, output] = [join(fixture.directory, "in.parquet"), join(fixture.directory, "out.parquet")];
  await fixture.engine.run(
    `COPY (SELECT 'phone' AS device, 6 AS clicks, 21.0::DOUBLE AS past_clicks) TO '${path}'`,
  );
  await predictFile({ package: loaded, path, history: null, output }, fixture.context);
  const [line] = await fixture.engine.all(`SELECT * FROM '${output}'`);
  expect(line).toMatchObject({ prediction: prediction?.prediction, probability: prediction?.probability });
  expect(classes.map((name) => line?.[`probability of ${name}`])).toEqual(prediction?.probabilities);
  const profiled = loaded.baseline.profiles.at(-1);
  expect(profiled).toMatchObject({ name: "prediction", kind: "category", rows: 200 });
});

test("a regression package answers with a number, measured by R²", async () => {
  await using fixture = await packageFixture({ task: "regression" });
  const definition = {
    ...fixture.definition,
    packaging: { ...fixture.definition.packaging, accuracyBudget: 1e9 },
  };
  const input = fixture.input("package", { definition });
  const { candidates } = await buildPackage(input, fixture.context);
  for (const { accuracy, logLoss, rmse, r2 } of candidates) {
    expect([accuracy, logLoss]).toEqual([null, null]);
    expect(rmse).toBeGreaterThan(0);
    expect(r2).toBeLessThan(1);
  }
  const loaded = await loadPackage(input.directory);
  const { predictions } = await predict({ package: loaded, rows: [row], history: null }, fixture.context);
  const [prediction] = predictions;
  expect(prediction).toMatchObject({ probability: null, threshold: null, probabilities: [] });
  const found = await trace({ package: loaded, row, history: null }, fixture.context);
  expect(found.output).toMatchObject({ activation: "linear", temperature: null });
  expect(found.output.values[0]).toBeCloseTo(2 + 3 * (found.output.logit[0] ?? Number.NaN), 4);
  expect(prediction?.prediction).toBe(found.output.values[0]);
  expect(loaded.baseline.profiles.at(-1)).toMatchObject({ name: "prediction", kind: "number", rows: 200 });
});
