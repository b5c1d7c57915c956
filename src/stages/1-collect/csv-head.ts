/** The first record of a CSV file, read before the engine sees it: the columns' names and what parts them. */
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { AirworthyError } from "../../core/error.ts";

export type Compression = "none" | "gzip" | "zstd";

export function compressionOf(path: string, option: "auto" | Compression): Compression {
  if (option !== "auto") return option;
  if (path.endsWith(".gz")) return "gzip";
  return path.endsWith(".zst") ? "zstd" : "none";
}

const headBytes = 1 << 18;

async function readHead(path: string, compression: Compression): Promise<Buffer> {
  const file = createReadStream(path);
  const stream: Readable =
    compression === "none"
      ? file
      : file.pipe(compression === "gzip" ? createGunzip() : createZstdDecompress());
  file.on("error", (cause) => stream.destroy(cause));
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= headBytes) break;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AirworthyError(
      "SOURCE_UNREADABLE",
      `Cannot read '${path}': ${compression === "none" ? "" : `it is no ${compression} file, `}${why}.`,
      { cause, details: { path } },
    );
  } finally {
    file.destroy();
  }
  return Buffer.concat(chunks);
}

export interface CsvHeadOptions {
  readonly compression: Compression;
  readonly encoding: "utf-8" | "latin-1";
  readonly delimiter: string | undefined;
}

export interface CsvHead {
  /** The fields of the first record; null for an empty file. */
  readonly fields: readonly string[] | null;
  readonly delimiter: string;
}

/** Reads the first record; SOURCE_UNREADABLE where the file cannot be read or is in another encoding. */
export async function readCsvHead(path: string, options: CsvHeadOptions): Promise<CsvHead> {
  const bytes = await readHead(path, options.compression);
  const text = decodeHead(bytes, path, options.encoding);
  const delimiter = options.delimiter ?? findDelimiter(text);
  return { delimiter, fields: text.trim() === "" ? null : splitRecord(text, delimiter) };
}

function decodeHead(bytes: Buffer, path: string, encoding: "utf-8" | "latin-1"): string {
  if (encoding === "latin-1") return new TextDecoder("windows-1252").decode(bytes);
  const end = bytes.indexOf(10);
  const line =
    end < 0 || bytes.length < headBytes
      ? bytes.subarray(0, end < 0 ? undefined : end)
      : bytes.subarray(0, end);
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(line);
  } catch (cause) {
    throw new AirworthyError(
      "SOURCE_UNREADABLE",
      `Cannot read the first line of '${path}': it is not UTF-8; give the source the option encoding: "latin-1" where it is in that encoding.`,
      { cause, details: { path } },
    );
  }
  return new TextDecoder("utf-8").decode(bytes);
}

const delimiters = [",", ";", "\t", "|"] as const;

function findDelimiter(text: string): string {
  const counts = delimiters.map((delimiter) => ({ delimiter, fields: splitRecord(text, delimiter).length }));
  return counts.reduce((best, candidate) => (candidate.fields > best.fields ? candidate : best)).delimiter;
}

/** The fields of the record that `text` begins with. */
export function splitRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    const field = readField(text, position, delimiter);
    fields.push(field.value);
    if (text[field.end] !== delimiter) return fields;
    position = field.end + 1;
  }
}

function readField(text: string, start: number, delimiter: string): { value: string; end: number } {
  if (text[start] === '"') {
    const quoted = /"((?:[^"]|"")*)"[ ]*/y;
    quoted.lastIndex = start;
    const match = quoted.exec(text);
    if (match !== null) return { value: (match[1] ?? "").replaceAll('""', '"'), end: quoted.lastIndex };
  }
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++;
  return { value: text.slice(start, end), end };
}
