/** A request with binary tensors, written down from the extension's text and not by our own encoder. */
export interface BinaryInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface BinaryBody {
  readonly body: Uint8Array;
  readonly headers: { readonly "content-type": string; readonly "inference-header-content-length": string };
}

/** `inputs` as bytes behind `others`, the rest of the JSON; inputs in `others` come first. */
export function binaryBody(
  inputs: readonly BinaryInput[],
  others: Readonly<Record<string, unknown>> & { readonly inputs?: readonly unknown[] } = {},
): BinaryBody {
  const described = inputs.map(({ bytes, ...input }) => ({
    ...input,
    parameters: { binary_data_size: bytes.length },
  }));
  const json = Buffer.from(JSON.stringify({ ...others, inputs: [...(others.inputs ?? []), ...described] }));
  return {
    body: Buffer.concat([json, ...inputs.map(({ bytes }) => bytes)]),
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(json.length),
    },
  };
}

/** Each text as its length in 32 bits, little-endian, and its bytes. */
export function bytesElements(...texts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text as string);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** The parts of a reply with binary tensors. */
export function splitReply(payload: Buffer, headerLength: unknown) {
  const length = Number(headerLength);
  return { json: JSON.parse(payload.subarray(0, length).toString("utf8")), binary: payload.subarray(length) };
}
