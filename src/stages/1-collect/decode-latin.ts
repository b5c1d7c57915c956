/**
 * Latin-1 files as UTF-8 ones. By the WHATWG's encoding standard, and as files have it, Latin-1 is read as
 * Windows-1252: DuckDB's own reader stops at the first curly quote.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { diskFailure } from "../../io/files.ts";
import type { Compression } from "./csv-head.ts";

export interface DecodeLatinOptions {
  readonly compression: Compression;
  /** The UTF-8 file to write, not compressed. */
  readonly target: string;
  readonly signal: AbortSignal;
}

export async function decodeLatin(
  path: string,
  { compression, target, signal }: DecodeLatinOptions,
): Promise<void> {
  const decoder = new TextDecoder("windows-1252");
  async function* decode(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  }
  const file = createReadStream(path);
  const output = createWriteStream(target);
  try {
    if (compression === "none") await pipeline(file, decode, output, { signal });
    else
      await pipeline(file, compression === "gzip" ? createGunzip() : createZstdDecompress(), decode, output, {
        signal,
      });
  } catch (cause) {
    throw diskFailure(cause, target);
  }
}
