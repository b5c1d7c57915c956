/** Points (16) to (22) of the list over gRPC, its log and metrics, and what is no gRPC. */
import { once } from "node:events";
import { connect } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GrpcClient, grpcClient, type Message } from "../../../test/serve/grpc-client.ts";
import { type InferReply, probabilities, status, typedInputs } from "../../../test/serve/grpc-tensors.ts";
import { envelope, rawGrpcCall } from "../../../test/serve/raw-grpc-call.ts";
import { type ServedPackages, servedPackages } from "../../../test/serve/served-package.ts";
import { busyModel, lookupModel } from "../../../test/serve/small-models.ts";
import { type TestApp, testApp } from "../../../test/serve/test-app.ts";
import { AirworthyError, errorTable } from "../../core/error.ts";
import { startServer } from "../index.ts";
import { codeByHttpStatus, grpcMessage } from "./grpc-error.ts";
import { ModelInferRequestSchema } from "./open_inference_pb.gen.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

/** Some ten milliseconds at least on any machine. */
const long = 5e4;

function busy(x: number, more: Message = {}): Message {
  const inputs = [{ name: "x", datatype: "FP64", shape: [1, 1], contents: { fp64_contents: [x] } }];
  return { model_name: "busy", inputs, ...more };
}

async function clientOf(server: TestApp): Promise<GrpcClient> {
  return grpcClient((await server.startGrpc()).port);
}

test("(16) not ready while loading or draining; live all the time", async () => {
  await using server = await testApp(null);
  using client = await clientOf(server);
  const states = async () => [await client.call("ServerLive"), await client.call("ServerReady")];
  expect(await states()).toEqual([{ live: true }, { ready: false }]);
  await expect(client.call("ModelInfer", busy(1))).rejects.toMatchObject({ code: status.UNAVAILABLE });
  expect(await client.call("RepositoryIndex")).toEqual({ models: [] });
  await server.host.load(busyModel());
  expect(await states()).toEqual([{ live: true }, { ready: true }]);
  server.host.beginStop();
  expect(await states()).toEqual([{ live: true }, { ready: false }]);
  expect(await client.call("ModelReady", { name: "busy" })).toEqual({ ready: false });
  expect(await client.call("ModelInfer", busy(1))).toMatchObject({ model_name: "busy" });
});

test("(17) what cannot be in time is UNAVAILABLE, what was late is DEADLINE_EXCEEDED", async () => {
  await using server = await testApp(busyModel(), { pool: { maxBatchRows: 1 } });
  using client = await clientOf(server);
  const ask = (x: number, ms: number) => client.call("ModelInfer", busy(x), { deadline: Date.now() + ms });
  await ask(long, 60_000);
  const waiting = Array.from({ length: 6 }, () => ask(long, 60_000));
  await expect.poll(() => server.host.serving?.pool.queuedRows, { interval: 1 }).toBeGreaterThan(0);
  const timeout = { timeout: { int64_param: 1_000 } };
  const shed: unknown = await client
    .call("ModelInfer", busy(1, { parameters: timeout }))
    .catch((cause) => cause);
  expect(shed).toMatchObject({
    code: status.UNAVAILABLE,
    details: expect.stringContaining("rows wait before it"),
  });
  const { metadata } = shed as { metadata: { get(name: string): unknown[] } };
  expect(metadata.get("error-code")).toEqual(["OVERLOADED"]);
  expect(Number(metadata.get("grpc-retry-pushback-ms")[0])).toBeGreaterThan(0);
  await Promise.all(waiting);
  await expect(client.call("ModelInfer", busy(long, { parameters: timeout }))).rejects.toMatchObject({
    code: status.DEADLINE_EXCEEDED,
    details: "Cannot answer within 1 ms.",
  });
  const reply = await server.get("/metrics");
  const counted = (code: string) =>
    reply.payload.includes(`{model="busy",version="1",protocol="grpc",code="${code}"}`);
  expect(["OK", "OVERLOADED", "DEADLINE_EXCEEDED"].map(counted)).toEqual([true, true, true]);
});

test("(17) the deadline of a call reaches the queue, and its end is the server's word", async () => {
  await using server = await testApp(busyModel());
  const { port } = await server.startGrpc();
  const body = envelope(
    toBinary(
      ModelInferRequestSchema,
      create(ModelInferRequestSchema, {
        modelName: "busy",
        inputs: [{ name: "x", datatype: "FP64", shape: [1n, 1n], contents: { fp64Contents: [long] } }],
      }),
    ),
  );
  const headers = { "content-type": "application/grpc", te: "trailers" };
  expect(await rawGrpcCall(port, { ...headers, "grpc-timeout": "3m" }, body)).toBe("4");
  expect(await rawGrpcCall(port, { ...headers, "grpc-timeout": "0m" }, body)).toBe("4");
  expect(await rawGrpcCall(port, { ...headers, "grpc-timeout": "1M" }, body)).toBe("0");
});

test("(18) a client that goes away frees its place in the queue", async () => {
  await using server = await testApp(busyModel(), { pool: { maxBatchRows: 1 } });
  using client = await clientOf(server);
  const queued = () => server.host.serving?.pool.queuedRows;
  const staying = [1, 2].map(() => client.call("ModelInfer", busy(long)));
  const leaving = [1, 2, 3].map(() => client.begin("ModelInfer", busy(long)));
  await expect.poll(queued, { interval: 5 }).toBeGreaterThanOrEqual(2);
  for (const { cancel } of leaving) cancel();
  for (const { answer } of leaving) await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
  await expect.poll(queued, { interval: 5 }).toBe(0);
  for (const reply of await Promise.all(staying)) expect(reply).toMatchObject({ model_name: "busy" });
  await expect.poll(() => server.log.filter(({ msg }) => msg === "request abandoned").length).toBe(3);
});

test("(19) requests at once answer as one by one do, and a failing row fails only its own request", async () => {
  await using server = await testApp(lookupModel());
  using client = await clientOf(server);
  const ask = async (x: number) => {
    const inputs = [{ name: "x", datatype: "INT64", shape: [1, 1], contents: { int64_contents: [x] } }];
    const reply = (await client.call("ModelInfer", {
      model_name: "lookup",
      inputs,
    })) as unknown as InferReply;
    return Number(reply.raw_output_contents[0]?.readBigInt64LE());
  };
  const answers = await Promise.allSettled([0, 1, 99, 2, 3].map(ask));
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code))).toEqual([
    10, 20, 13, 30, 40,
  ]);
});

test("(20) the champion is swapped and the server drained under load: no call fails, each names its version", async () => {
  let version: 3 | 4 = 3;
  const champion = async () => ({ version, directory: packages.directories[version] });
  const logger = pino({ level: "silent" });
  const server = await startServer({ champion, port: 0, grpcPort: 0, watchEveryMs: 20, logger });
  using client = grpcClient(server.grpcPort ?? 0);
  const seen: string[] = [];
  let going = true;
  const caller = async () => {
    while (going) {
      const reply = await client.call("ModelInfer", { model_name: "will-buy", inputs: typedInputs() });
      expect(probabilities(reply as unknown as InferReply)).toHaveLength(3);
      seen.push(String(reply.model_version));
    }
  };
  const callers = [caller(), caller(), caller()];
  await expect.poll(() => seen.includes("3")).toBe(true);
  version = 4;
  await expect.poll(() => seen.includes("4"), { timeout: 20_000 }).toBe(true);
  going = false; // whoever asked before the server was told to stop gets an answer
  const stopped = server.stop(10_000);
  await Promise.all(callers);
  expect(await stopped).toBe(true);
  expect([...new Set(seen)].sort()).toEqual(["3", "4"]);
  await expect(client.call("ServerLive")).rejects.toMatchObject({ code: status.UNAVAILABLE });
});

test("(21) too many rows are RESOURCE_EXHAUSTED", async () => {
  await using server = await testApp(busyModel(), { limits: { rows: 2 } });
  using client = await clientOf(server);
  const inputs = [{ name: "x", datatype: "FP64", shape: [3, 1], contents: { fp64_contents: [1, 1, 1] } }];
  await expect(client.call("ModelInfer", { model_name: "busy", inputs })).rejects.toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: "The request has 3 rows, at most 2.",
  });
});

test("the log tells method, status and time of a call, and nothing that it carried", async () => {
  await using server = await testApp(busyModel());
  using client = await clientOf(server);
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const metadata = {
    "x-request-id": "order-7",
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    email: "SECRET-1",
  };
  await client.call("ModelInfer", busy(1, { id: "SECRET-2" }), { metadata });
  await client.call("ModelReady", { name: "SECRET-3" }).catch(() => undefined);
  await client.callPath("/SECRET-4/None").catch(() => undefined);
  await expect.poll(() => server.log.length).toBe(3);
  expect(server.log[0]).toEqual({
    level: 30,
    time: expect.any(Number),
    request_id: "order-7",
    trace_id: trace,
    method: "gRPC",
    route: "/inference.GRPCInferenceService/ModelInfer",
    grpc_status: "OK",
    ms: expect.any(Number),
    msg: "request",
  });
  expect(server.log.map(({ grpc_status }) => grpc_status)).toEqual(["OK", "NOT_FOUND", "UNIMPLEMENTED"]);
  expect(JSON.stringify(server.log)).not.toMatch(/SECRET|127\.0\.0\.1/);
});

test("a key is wanted before a message is read, by the scope of its method", async () => {
  const asked: (readonly [scope: string, key: unknown])[] = [];
  await using server = await testApp(busyModel(), {
    authorise(headers, scope) {
      asked.push([scope, headers["x-api-key"] ?? headers.authorization]);
      if (scope === "open" || headers["x-api-key"] === "right") return null;
      throw new AirworthyError("UNAUTHENTICATED", "No: there is no such key.");
    },
  });
  using client = await clientOf(server);
  const big = { model_name: "busy", id: "x".repeat(20 * 2 ** 20) };
  const metadata = { authorization: "Bearer wrong" };
  await expect(client.call("ModelInfer", big, { metadata })).rejects.toMatchObject({
    code: status.UNAUTHENTICATED,
    details: "No: there is no such key.",
  });
  expect(await client.call("ServerReady")).toEqual({ ready: true });
  for (const method of ["ModelReady", "ModelMetadata", "ModelConfig"])
    await client.call(method, { name: "busy" }, { metadata: { "x-api-key": "right" } });
  expect(asked).toEqual([
    ["predict", "Bearer wrong"],
    ["open", undefined],
    ...["ModelReady", "ModelMetadata", "ModelConfig"].map(() => ["predict", "right"]),
  ]);
});

test("what is no gRPC, or arrives in part only, ends its call and nothing else", async () => {
  await using server = await testApp(busyModel(), { limits: { receiveMs: 100 } });
  const { port } = await server.startGrpc();
  using client = grpcClient(port);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket.resume(), "close");
  const grpc = { "content-type": "application/grpc", te: "trailers" };
  const ask = (headers: Readonly<Record<string, string>>, body: Uint8Array | null) =>
    rawGrpcCall(port, headers, body);
  expect(await ask(grpc, envelope(Buffer.of(255, 255, 255)))).toBe("13");
  expect(await ask(grpc, Buffer.of(0, 0, 0, 0, 9, 1))).toBe("3");
  expect(await ask({ ...grpc, "grpc-timeout": "soon" }, envelope(Buffer.of()))).toBe("3");
  expect(await ask({ ":authority": "a b:c", ...grpc }, envelope(Buffer.of()))).toBe("reset 1");
  expect(await ask({ "content-type": "text/plain" }, Buffer.of(1))).toMatch(/^reset 0/);
  expect(await ask(grpc, null)).toBe("reset 8");
  expect(await client.call("ServerLive")).toEqual({ live: true });
});

test("codeByHttpStatus has every status of the error table", () => {
  for (const { httpStatus } of Object.values(errorTable))
    expect(codeByHttpStatus[httpStatus]).toBeGreaterThan(0);
});

test("grpcMessage() writes plain words as they are and escapes the rest", () => {
  expect(grpcMessage("Model a/b: 3, not 4%")).toBe("Model a/b: 3, not 4%25");
  expect(decodeURIComponent(grpcMessage("Gerät\n✓"))).toBe("Gerät\n✓");
});
