/**
 * Training against PyTorch (eager) and scikit-learn, where the Python of AIRWORTHY_PYTHON has them: the same rows,
 * network (12–64–32–1), batch (256), learning rate and number of epochs, one thread each. Time is processor time, so
 * that other work on the machine does not count.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { mlp } from "../src/core/definition/index.ts";
import { type Random, seededRandom } from "../src/core/random.ts";
import { openLearner } from "../src/stages/4-train/learner.ts";
import { initialParameters } from "../src/stages/4-train/network.ts";
import { planSteps, rowValuesOf } from "../src/stages/4-train/plan-epoch.ts";
import type { Rows } from "../src/stages/4-train/rows.ts";
import type { Benchmark, Measurement } from "./benchmark.ts";
import { python, pythonEnvironment } from "./python.ts";

interface Reading {
  readonly rowsPerSecond: number;
  readonly loss: number;
}

const width = 12;
const widths = [width, 64, 32, 1];
const layout = { denseColumns: width, codeColumns: 0 };
const batchRows = 256;
const peers = { PyTorch: "torch_mlp.py", "scikit-learn": "sklearn_mlp.py" } as const;

/** Rows whose label depends on products of columns, with noise, so that the loss cannot reach 0. */
function makeRows(count: number, random: Random): Rows {
  const dense = Float32Array.from({ length: count * width }, () => random.normal());
  const label = Float32Array.from({ length: count }, (_, row) => {
    const x = (column: number) => dense[row * width + column] ?? 0;
    const logit = 2 * x(0) * x(1) + 1.5 * Math.abs(x(2)) * x(3) - x(4) + 0.5 * x(5);
    return random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { count, dense, codes: new Int32Array(), label };
}

async function trainOurs(rows: Rows, epochs: number): Promise<Reading> {
  const model = mlp({ hidden: [64, 32], batchSize: batchRows, learningRate: 0.001, epochs });
  const initial = initialParameters(widths, { seed: 1, activeInputs: width, emptyColumns: [] });
  const graph = {
    ...({ task: "binary", widths, ...layout, classWeights: null } as const),
    ...{ l2: 0, weightDecay: 0, clipGradient: null, dropoutPatterns: [] },
  };
  await using learner = await openLearner({ graph, initial });
  await learner.hold("train", rows);
  const random = seededRandom(1);
  const started = process.cpuUsage();
  let stepsBefore = 0;
  for (let epochsBefore = 0; epochsBefore < epochs; epochsBefore++) {
    const plan = {
      model,
      parameters: initial.length,
      rowValues: rowValuesOf(layout, 1),
      rows: rows.count,
      epochsBefore,
      epochShare: 1,
      stepsBefore,
      random,
    };
    for (const steps of planSteps(plan)) stepsBefore += (await learner.step(steps)).length;
  }
  const { user, system } = process.cpuUsage(started);
  const { loss } = await learner.evaluate("train");
  return { rowsPerSecond: (rows.count * epochs * 1_000_000) / (user + system), loss };
}

async function trainPeer(script: string, directory: string, epochs: number): Promise<Reading | string> {
  const path = join(import.meta.dirname, "peers", script);
  try {
    const { stdout } = await promisify(execFile)(
      python,
      [path, directory, String(epochs), String(batchRows)],
      { env: pythonEnvironment },
    );
    return JSON.parse(stdout) as Reading;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return message.trim().split("\n").at(-1) ?? message;
  }
}

export const trainBenchmark: Benchmark = {
  name: "train",
  async run({ quick }): Promise<Measurement[]> {
    const epochs = quick ? 1 : 8;
    const rows = makeRows(quick ? 5_000 : 200_000, seededRandom(7));
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      await writeFile(join(directory, "x.f32"), rows.dense);
      await writeFile(join(directory, "y.f32"), rows.label);
      const ours = await trainOurs(rows, epochs);
      const measurements: Measurement[] = [
        { measure: "training, rows per second of a core", value: ours.rowsPerSecond, unit: "rows/s" },
      ];
      for (const [name, script] of Object.entries(peers)) {
        const peer = await trainPeer(script, directory, epochs);
        if (typeof peer === "string") console.error(`skipped: ${name} (${peer})`);
        else measurements.push(...compare(name, ours, peer));
      }
      return measurements;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function compare(name: string, ours: Reading, peer: Reading): Measurement[] {
  const rate = `${Math.round(peer.rowsPerSecond).toLocaleString("en")} rows/s`;
  return [
    {
      measure: `training, times ${name}`,
      value: ours.rowsPerSecond / peer.rowsPerSecond,
      unit: "x",
      against: rate,
      target: 2.5,
    },
    {
      measure: `training, loss against ${name}`,
      value: ours.loss / peer.loss,
      unit: "x",
      against: `loss ${peer.loss.toFixed(4)}, ours ${ours.loss.toFixed(4)}`,
      target: 1.01,
      better: "lower",
    },
  ];
}
