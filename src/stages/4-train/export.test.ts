import { afterAll, expect, test } from "vitest";
import { boolean, category, number } from "../../core/column.ts";
import { type Tensor, tensorOf } from "../../core/onnx/index.ts";
import { quoteText } from "../../io/engine.ts";
import { openSession, type Tensors } from "../../io/runtime.ts";
import type { EncodedInput } from "./encoded-input.ts";
import { fitTarget } from "./fit-preprocessing.ts";
import { murmurHash3, type PlainRow, plainForward } from "./plain-forward.test.helper.ts";
import { openRowReader } from "./rows.ts";
import { define, layersIn, openScene } from "./scene.test.helper.ts";

const scene = await openScene();
afterAll(() => scene[Symbol.asyncDispose]());

const columns = { kind: category(), town: category(), x: number(), huge: number(), flag: boolean() };
const labels = { binary: boolean(), multiclass: category(), regression: number() } as const;
const labelSql = {
  binary: "(i * 31 % 101) > 50",
  multiclass: "['a', 'b, ''c''', 'd'][1 + i * 31 % 3]",
  regression: "1000 + (i * 31 % 101)::DOUBLE",
} as const;

/** Kinds: one seen once, some missing; towns beyond the hash's bound; numbers up to 1e308, some missing. */
function rowsSql(task: keyof typeof labels): string {
  return `SELECT CASE WHEN i = 5 THEN 'once' WHEN i % 11 <> 0 THEN ['a', 'ü ''', '日本'][1 + i % 3] END AS kind,
    CASE WHEN i % 13 <> 0 THEN 'Städtchen ' || (i * 7 % 61) END AS town,
    CASE WHEN i % 7 <> 0 THEN (i * 31 % 101) / 10.0 END::DOUBLE AS x,
    CASE WHEN i % 5 = 0 THEN CAST('1e308' AS DOUBLE) ELSE i * -1e305 END AS huge,
    CASE WHEN i % 9 <> 0 THEN i % 2 = 0 END AS flag, ${labelSql[task]} AS _aw_label FROM range(1, 401) AS r(i)`;
}

/** What no row of the tables has: texts never seen, everything missing, and values far outside. */
const strange: readonly PlainRow[] = [
  { kind: "new", town: "new", x: -1e308, huge: 1.7e308, flag: true },
  { kind: null, town: null, x: null, huge: null, flag: null },
  { kind: "a", town: "Städtchen 7", x: 1e308, huge: null, flag: null },
  { kind: "once", town: "", x: 5e-324, huge: -0, flag: false },
];

function feedsOf(inputs: readonly EncodedInput[], rows: readonly PlainRow[]): Tensors {
  const feeds = inputs.map(({ name, type }) => {
    const values = rows.map((row) => row[name] ?? null);
    const shape = [rows.length, 1];
    if (type === "text")
      return [name, { type: "string", shape, data: values.map((value) => String(value ?? "")) }];
    return [
      name,
      tensorOf(
        "double",
        shape,
        values.map((value) => (value === null ? Number.NaN : Number(value))),
      ),
    ];
  });
  return Object.fromEntries(feeds);
}

async function trainTask(task: keyof typeof labels) {
  await scene.tables(rowsSql(task), 80);
  const definition = define(columns, labels[task], { hidden: [5, 3], hashAbove: 16, epochs: 3 });
  const trained = await scene.train(definition);
  const target =
    task === "regression" ? await fitTarget(scene.engine, tableOf(scene.paths.train)) : { mean: 0, scale: 1 };
  return { definition, target, ...trained };
}

function tableOf(path: string): string {
  return `read_parquet(${quoteText(path)})`;
}

const rowsOf = async (path: string) => (await scene.engine.all(`FROM ${tableOf(path)}`)) as PlainRow[];

test.each(["binary", "multiclass", "regression"] as const)(
  "train() exports what a plain forward pass answers: %s",
  async (task) => {
    const { inputs, model, target } = await trainTask(task);
    const rows = [...strange, ...(await rowsOf(scene.paths.validation))];
    const session = await openSession(model);
    const found = await session.run(feedsOf(inputs, rows));
    await session.dispose();
    const plain = { inputs, layers: layersIn(model), task, target };
    expect(plain.layers.map(({ outputs }) => outputs)).toEqual([5, 3, task === "multiclass" ? 3 : 1]);
    const answer = task === "regression" ? "value" : "probability";
    rows.forEach((row, index) => {
      const wanted = plainForward(plain, row);
      const [hidden_1 = [], hidden_2 = []] = wanted.hidden;
      expect(rowOf(found.encoded, index)).toEqual(wanted.encoded);
      const values = { hidden_1, hidden_2, logit: wanted.logit, [answer]: wanted.answer };
      for (const [name, plainValues] of Object.entries(values)) {
        const got = rowOf(found[name], index);
        expect(got).toHaveLength(plainValues.length);
        for (const [place, value] of got.entries())
          expect(Math.abs(value - (plainValues[place] ?? Number.NaN)), name).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(value)),
          );
      }
    });
  },
);

function rowOf(tensor: Tensor | undefined, row: number): number[] {
  if (tensor?.type !== "float") return [];
  const [, width = 0] = tensor.shape;
  return [...tensor.data.subarray(row * width, (row + 1) * width)];
}

test("train() fits what a plain mean and deviation of the training rows give", async () => {
  const { inputs } = await trainTask("binary");
  const rows = await rowsOf(scene.paths.train);
  for (const name of ["x", "flag"]) {
    const values = rows.flatMap((row) => (row[name] === null ? [] : [Number(row[name])]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const encoding = inputs.find((input) => input.name === name)?.encoding;
    expect(encoding).toMatchObject({ kind: "standardise", indicator: true });
    if (encoding?.kind !== "standardise") continue;
    expect(encoding.mean).toBeCloseTo(mean, 12);
    expect(encoding.scale).toBeCloseTo(scale, 12);
  }
  expect(inputs[0]?.encoding).toMatchObject({
    kind: "oneHot",
    vocabulary: expect.not.arrayContaining(["once"]),
  });
  expect(inputs[1]?.encoding).toEqual({ kind: "hash", buckets: 16 });
});

test("openRowReader() feeds training the bits of the exported graph's encoding, texts too", async () => {
  const { inputs, model, definition, classes, target } = await trainTask("multiclass");
  const paths = [scene.paths.train, scene.paths.validation];
  await using reader = await openRowReader(scene.engine, { definition, inputs, classes, target, paths });
  const session = await openSession(model);
  for (const path of paths) {
    const rows = await rowsOf(path);
    const read = await reader.read(path, 0, rows.length);
    const { encoded } = await session.run(feedsOf(inputs, rows));
    const width = encoded?.shape[1] ?? 0;
    const fed = new Float32Array(rows.length * width);
    for (let row = 0; row < rows.length; row++) {
      fed.set(read.dense.subarray(row * reader.denseColumns, (row + 1) * reader.denseColumns), row * width);
      for (const code of read.codes.subarray(row * reader.codeColumns, (row + 1) * reader.codeColumns))
        fed[row * width + code] = 1;
    }
    expect(fed).toEqual(encoded?.data);
    expect([...read.label]).toEqual(rows.map((row) => classes.indexOf(String(row._aw_label))));
  }
  await session.dispose();
});

test("murmurHash3() gives published values", () => {
  expect(murmurHash3("")).toBe(0);
  expect(murmurHash3("hello")).toBe(0x248bfa47);
  expect(murmurHash3("hello, world")).toBe(0x149bbb7f);
});
