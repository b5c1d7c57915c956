/** Calls onnxruntime-node in a loop, 64 rows a call, and prints its rows/s. Started as: node serve-direct.ts <ms> */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { benchModel, inputNames, values } from "./serve-model.ts";

const forMs = Number(process.argv[2]);
const rows = 64;
const session = await InferenceSession.create(benchModel().bytes, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const feeds = Object.fromEntries(
  inputNames.map((name, at) => [name, new Tensor("float64", values(rows, at), [rows, 1])]),
);
for (let warm = 0; warm < 500; warm++) await session.run(feeds, ["probability"]);
const cpu = process.cpuUsage();
const started = performance.now();
let calls = 0;
while (performance.now() - started < forMs) {
  for (let n = 0; n < 50; n++) await session.run(feeds, ["probability"]);
  calls += 50;
}
const { user, system } = process.cpuUsage(cpu);
const perSecond = (calls * rows * 1_000) / (performance.now() - started);
console.log(JSON.stringify({ perSecond, perCpuSecond: (calls * rows * 1e6) / (user + system) }));
