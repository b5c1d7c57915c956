/** The methods of the gRPC service: each reads its message, asks what the REST route of the same name asks, and answers. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ConnectRouter, createContextKey, type HandlerContext } from "@connectrpc/connect";
import { AirworthyError } from "../../core/error.ts";
import type { OutcomeCode } from "../../core/profile/index.ts";
import type { ServedModel } from "../../stages/7-serve/index.ts";
import { findServing, inferCall } from "../infer-call.ts";
import { modelMetadata, serverMetadata } from "../open-inference/metadata.ts";
import { repositoryIndex } from "../open-inference/repository-index.ts";
import type { Call, ServerContext } from "../route.ts";
import { tritonConfig } from "./model-config.ts";
import {
  GRPCInferenceService,
  type ModelInferRequest,
  type ModelInferResponseSchema,
} from "./open_inference_pb.gen.ts";
import { readGrpcRequest } from "./read-grpc-request.ts";
import { grpcReply } from "./write-grpc-reply.ts";

/** Aborted where the client goes away; its deadline is kept by the queue, which tells the two apart. */
export const goneSignal = createContextKey<AbortSignal>(AbortSignal.any([]));

interface ModelRequest {
  readonly name: string;
  readonly version: string;
}

/** Adds the service to `router`; what a method throws is not yet a gRPC status. */
export function addInferenceService(router: ConnectRouter, context: ServerContext): void {
  const find = ({ name, version }: ModelRequest) =>
    findServing({ params: modelParams(name, version) }, context);
  router.service(GRPCInferenceService, {
    serverLive: () => ({ live: true }),
    serverReady: () => ({ ready: context.host.ready }),
    serverMetadata: () => serverMetadata(),
    modelReady: (request) => ({ ready: context.host.ready && find(request) !== null }),
    modelMetadata: (request) => metadata(find(request).model),
    modelInfer: (request, call) => counted(() => infer(request, call, context), context),
    modelConfig: (request) => ({ config: tritonConfig(find(request).model) }),
    repositoryIndex: ({ ready }) => ({ models: repositoryIndex(context, ready) }),
  });
}

function modelParams(model: string, version: string): Readonly<Record<string, string>> {
  return version === "" ? { model } : { model, version };
}

/** As over REST, with the dimensions as the message has them. */
function metadata(model: ServedModel) {
  const { inputs, outputs, ...more } = modelMetadata(model);
  return { ...more, inputs: inputs.map(withWideShape), outputs: outputs.map(withWideShape) };
}

function withWideShape<T extends { readonly shape: readonly number[] }>(tensor: T) {
  return { ...tensor, shape: tensor.shape.map(BigInt) };
}

async function infer(
  request: ModelInferRequest,
  { timeoutMs, values }: HandlerContext,
  context: ServerContext,
): Promise<MessageInitShape<typeof ModelInferResponseSchema>> {
  const { modelName, modelVersion, id } = request;
  const call: Call = {
    params: modelParams(modelName, modelVersion),
    headers: {},
    query: {},
    body: new Uint8Array(),
    stream: null,
    signal: values.get(goneSignal),
    versions: new Set(),
  };
  const serving = findServing(call, context);
  const { asked, outputs } = await inferCall(call, context, {
    protocol: "grpc",
    serving,
    read(model) {
      const read = readGrpcRequest(request, model);
      return { ...read, timeoutMs: shorter(read.timeoutMs, timeoutMs()) };
    },
  });
  return grpcReply(id, asked.outputs, outputs, serving.model);
}

const inferName = "/inference.GRPCInferenceService/ModelInfer";

async function counted<T>(answer: () => Promise<T>, { metrics: { counts } }: ServerContext): Promise<T> {
  const began = performance.now();
  let code: OutcomeCode = "DEFECT";
  try {
    const answered = await answer();
    code = "OK";
    return answered;
  } catch (cause) {
    if (cause instanceof AirworthyError) code = cause.code;
    throw cause;
  } finally {
    counts.ended(inferName, code, performance.now() - began);
  }
}

/** The parameter of the request or the rest of the call's deadline, whichever ends first. */
function shorter(parameter: number | undefined, deadline: number | undefined): number | undefined {
  if (deadline === undefined) return parameter;
  if (deadline > 0) return Math.min(deadline, parameter ?? deadline);
  throw new AirworthyError("DEADLINE_EXCEEDED", "The deadline had passed when the request was read.");
}
