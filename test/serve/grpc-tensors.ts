/** Inference requests and replies as messages of the public protocol, field names as they are there. */
import type { Message } from "./grpc-client.ts";
import { visits } from "./served-package.ts";

export const status = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export interface Visit {
  readonly device: string;
  readonly clicks: number | null;
  readonly past_clicks: number | null;
}

/** `rows` in the typed fields. */
export function typedInputs(rows: readonly Visit[] = visits) {
  const shape = [rows.length, 1];
  const numbers = (name: "clicks" | "past_clicks") => ({
    name,
    datatype: "FP64",
    shape,
    contents: { fp64_contents: rows.map((row) => row[name] ?? Number.NaN) },
  });
  const bytes_contents = rows.map(({ device }) => Buffer.from(device));
  const device = { name: "device", datatype: "BYTES", shape, contents: { bytes_contents } };
  return [device, numbers("clicks"), numbers("past_clicks")] as const;
}

/** `rows` in raw_input_contents. */
export function rawRequest(rows: readonly Visit[] = visits): Message {
  const inputs = typedInputs(rows).map(({ contents: _, ...input }) => input);
  const doubles = (name: "clicks" | "past_clicks") =>
    Buffer.from(Float64Array.from(rows, (row) => row[name] ?? Number.NaN).buffer);
  const texts = rows.flatMap(({ device }) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(device));
    return [length, Buffer.from(device)];
  });
  const raw_input_contents = [Buffer.concat(texts), doubles("clicks"), doubles("past_clicks")];
  return { model_name: "will-buy", inputs, raw_input_contents };
}

export interface InferReply {
  readonly id: string;
  readonly model_name: string;
  readonly model_version: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly string[];
    readonly contents: unknown;
  }[];
  readonly raw_output_contents: readonly Buffer[];
}

/** The probabilities of a reply. */
export function probabilities({ raw_output_contents: [bytes] }: InferReply): readonly number[] {
  return Array.from(new Float32Array(new Uint8Array(bytes ?? []).buffer));
}
