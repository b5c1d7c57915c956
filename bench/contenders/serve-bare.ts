/**
 * The least that serves a model: Fastify listens, and in a thread a session of ONNX Runtime is open. Prints a line when
 * both are so. Started as: node serve-bare.ts <model.onnx>
 */
import { readFileSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

async function serve(path: string): Promise<void> {
  const thread = new Worker(new URL(import.meta.url), { workerData: readFileSync(path) });
  const ready = new Promise((resolve) => thread.once("message", resolve));
  const { fastify } = await import("fastify");
  const app = fastify();
  app.get("/v2/health/ready", async () => ({ ready: true }));
  const [url] = await Promise.all([app.listen({ host: "127.0.0.1", port: 0 }), ready]);
  console.log(JSON.stringify({ url }));
  process.once("SIGTERM", () => process.exit(0)); // what was compiled is kept when a process ends by itself
}

async function openModel(): Promise<void> {
  const { InferenceSession } = await import("onnxruntime-node");
  await InferenceSession.create(workerData, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  parentPort?.postMessage("ready");
}

await (isMainThread ? serve(process.argv[2] ?? "") : openModel());
