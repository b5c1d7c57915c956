/** What every way to ask for an inference shares: which model, how long, counted and timed. */
import { AirworthyError } from "../core/error.ts";
import type { Tensors } from "../io/runtime.ts";
import type { Rows, ServedModel, Serving } from "../stages/7-serve/index.ts";
import { invalidRequest } from "./invalid-request.ts";
import { labels, type Protocol } from "./metrics.ts";
import type { Call, ServerContext } from "./route.ts";

/** What serves now, whichever model it is; NOT_READY where nothing does. */
export function requireServing({ host }: ServerContext): Serving {
  if (host.serving !== null) return host.serving;
  throw new AirworthyError("NOT_READY", "No model is loaded yet.");
}

/** What serves, if it is the model (and version) that the path names; NOT_FOUND where it is not. */
export function findServing({ params }: Pick<Call, "params">, context: ServerContext): Serving {
  const { model = "", version } = params;
  const serving = requireServing(context);
  const known = serving.model;
  if (model === known.name && (version === undefined || version === String(known.version))) return serving;
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

export interface InferCallOptions {
  readonly protocol: Protocol;
  readonly serving: Serving;
  /** Reads and checks the body. */
  readonly read: (model: ServedModel) => Inference;
}

/** The model's outputs for what `read` finds in the call. */
export async function inferCall(
  call: Call,
  context: ServerContext,
  { protocol, serving, read }: InferCallOptions,
): Promise<Tensors> {
  const { metrics, limits } = context;
  const started = performance.now();
  const of = labels(serving.model);
  let code = "DEFECT";
  try {
    const { rows, timeoutMs } = read(serving.model);
    if (rows.rows > limits.rows)
      throw new AirworthyError(
        "REQUEST_TOO_LARGE",
        `The request has ${rows.rows} rows, at most ${limits.rows}.`,
      );
    const timeout = timeoutMs ?? headerTimeoutMs(call) ?? limits.defaultTimeoutMs;
    const options = { signal: call.signal, timeoutMs: Math.min(timeout, limits.greatestTimeoutMs) };
    const { result, queueMs } = await serving.pool.infer(rows, options);
    metrics.queueSeconds.observe(of, queueMs / 1_000);
    code = "OK";
    return result;
  } catch (cause) {
    if (cause instanceof AirworthyError) code = cause.code;
    throw cause;
  } finally {
    metrics.requests.inc({ ...of, protocol, code });
    metrics.requestSeconds.observe(of, (performance.now() - started) / 1_000);
  }
}

/** What X-Request-Timeout-Ms says; undefined where it says nothing. */
export function headerTimeoutMs({ headers }: Pick<Call, "headers">): number | undefined {
  const given = headers["x-request-timeout-ms"];
  if (given === undefined) return undefined;
  const ms = typeof given === "string" && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (ms > 0) return ms;
  throw invalidRequest("X-Request-Timeout-Ms must be a whole number of milliseconds above 0.");
}
