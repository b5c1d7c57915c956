/** What every way to ask for an inference shares: which model, how long, counted and timed. */
import { AirworthyError } from "../core/error.ts";
import type { Tensors } from "../io/runtime.ts";
import type { Rows, ServedModel, Serving } from "../stages/7-serve/index.ts";
import { labels, type Protocol } from "./metrics.ts";
import { checkRows, timeoutOf } from "./request-limits.ts";
import type { Call, ServerContext } from "./route.ts";

/** What serves now, whichever model it is; NOT_READY where nothing does. */
export function requireServing({ host }: ServerContext): Serving {
  if (host.serving !== null) return host.serving;
  throw new AirworthyError("NOT_READY", "No model is loaded yet.");
}

/** What serves, or the challenger on trial, if it is the model (and version) that the path names; NOT_FOUND where it is not. */
export function findServing({ params }: Pick<Call, "params">, context: ServerContext): Serving {
  const { model = "", version } = params;
  const serving = requireServing(context);
  const known = serving.model;
  const tried = context.host.trial?.serving ?? null;
  const named = [serving, tried].find(
    (each) => version === undefined || version === String(each?.model.version),
  );
  if (model === known.name && named) return named;
  const wanted = version === undefined ? model : `${model} with version ${version}`;
  throw new AirworthyError(
    "NOT_FOUND",
    `Model ${wanted.slice(0, 256)} not found: this server has ${known.name} with version ${known.version}.`,
  );
}

export interface Inference {
  readonly rows: Rows;
  readonly timeoutMs?: number | undefined;
}

export interface InferCallOptions<T extends Inference> {
  readonly protocol: Protocol;
  readonly serving: Serving;
  /** Reads and checks the body. */
  readonly read: (model: ServedModel) => T;
}

export interface Inferred<T extends Inference> {
  readonly asked: T;
  readonly outputs: Tensors;
}

/** What `read` finds in the call, and the model's outputs for it. */
export async function inferCall<T extends Inference>(
  call: Call,
  context: ServerContext,
  { protocol, serving, read }: InferCallOptions<T>,
): Promise<Inferred<T>> {
  const { metrics } = context;
  const started = performance.now();
  const of = labels(serving.model);
  let code = "DEFECT";
  try {
    const asked = read(serving.model);
    checkRows(asked.rows.rows, context);
    const options = { signal: call.signal, timeoutMs: timeoutOf(call, context, asked.timeoutMs) };
    const { result, queueMs } = await serving.pool.infer(asked.rows, options);
    metrics.queueSeconds.observe(of, queueMs / 1_000);
    code = "OK";
    return { asked, outputs: result };
  } catch (cause) {
    if (cause instanceof AirworthyError) code = cause.code;
    throw cause;
  } finally {
    metrics.requests.inc({ ...of, protocol, code });
    metrics.requestSeconds.observe(of, (performance.now() - started) / 1_000);
  }
}
