/**
 * The client that Triton shows for JavaScript: @grpc/grpc-js over the public protocol definition, loaded by
 * @grpc/proto-loader with field names as they are. None of it is the server's own stack.
 */
import { fileURLToPath } from "node:url";
import {
  type CallOptions,
  type Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("../../src/server/grpc/open_inference.proto", import.meta.url));

export type Message = Readonly<Record<string, unknown>>;

export interface GrpcClient extends Disposable {
  /** Rejects with {@link ServiceError}. */
  call(method: string, request?: Message, options?: GrpcCallOptions): Promise<Message>;
  /** A call of a method that the definition may lack, with no message. */
  callPath(path: string): Promise<unknown>;
  /** A call that can be abandoned. */
  begin(method: string, request: Message): { readonly answer: Promise<Message>; readonly cancel: () => void };
}

export interface GrpcCallOptions extends CallOptions {
  readonly metadata?: Readonly<Record<string, string>>;
}

type Unary = (
  request: Message,
  metadata: Metadata,
  options: CallOptions,
  done: (failure: ServiceError | null, reply?: Message) => void,
) => { cancel(): void };

export function grpcClient(
  port: number,
  channel: Readonly<Record<string, string | number>> = {},
): GrpcClient {
  const definition = loadSync(proto, {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: { GRPCInferenceService: ServiceClientConstructor };
  };
  const client: Client = new inference.GRPCInferenceService(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
    channel,
  );
  const methods = client as unknown as Readonly<Record<string, Unary>>;
  const begin = (method: string, request: Message, { metadata = {}, ...options }: GrpcCallOptions = {}) => {
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    let cancel = () => {};
    const answer = new Promise<Message>((resolve, reject) => {
      const done = (failure: ServiceError | null, reply?: Message) =>
        failure === null ? resolve(reply ?? {}) : reject(failure);
      const under = methods[method]?.call(client, request, sent, options, done);
      if (under === undefined) throw new Error(`The protocol has no method '${method}'`);
      cancel = () => under.cancel();
    });
    return { answer, cancel };
  };
  return {
    call: (method, request = {}, options = {}) => begin(method, request, options).answer,
    begin,
    callPath: (path) =>
      new Promise((resolve, reject) => {
        const bytes = (value: Buffer) => value;
        const done = (failure: ServiceError | null) => (failure === null ? resolve(null) : reject(failure));
        client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), done);
      }),
    [Symbol.dispose]: () => client.close(),
  };
}
