/** A body of lines, each one JSON value, in chunks: read as it comes, with one chunk and one line in memory. */
import type { Readable } from "node:stream";
import { AirworthyError } from "../core/error.ts";
import type { SentRow } from "../stages/7-serve/index.ts";
import { readJsonText } from "./json-body.ts";
import type { RejectedRow } from "./live-rows.ts";

export interface EventLines {
  readonly rows: readonly SentRow[];
  /** The line of each row, from 1. */
  readonly numbers: readonly number[];
  /** Lines that are no JSON, or too long. */
  readonly faults: readonly RejectedRow[];
}

export interface EventLinesOptions {
  readonly lineBytes: number;
  readonly chunkRows: number;
}

/** A chunk of long lines is whole before it has its number of them. */
const chunkBytes = 4 * 2 ** 20;

export async function* eventLines(
  stream: Readable,
  { lineBytes, chunkRows }: EventLinesOptions,
): AsyncGenerator<EventLines> {
  const lines = new LineSplitter(lineBytes);
  let chunk = newChunk();
  for await (const piece of stream as AsyncIterable<Buffer>) {
    for (const line of lines.take(piece)) {
      readLine(line, chunk);
      if (chunk.numbers.length + chunk.faults.length < chunkRows && chunk.bytes < chunkBytes) continue;
      yield chunk;
      chunk = newChunk();
    }
  }
  for (const line of lines.end()) readLine(line, chunk);
  yield chunk;
}

interface Chunk {
  readonly rows: SentRow[];
  readonly numbers: number[];
  readonly faults: RejectedRow[];
  bytes: number;
}

function newChunk(): Chunk {
  return { rows: [], numbers: [], faults: [], bytes: 0 };
}

interface Line {
  readonly number: number;
  /** Null where it is too long. */
  readonly bytes: Buffer | null;
}

function readLine({ number, bytes }: Line, chunk: Chunk): void {
  const refuse = (rule: string) => {
    chunk.faults.push({ row: number, field: null, rule, value: null });
  };
  if (bytes === null) refuse("the line is too long");
  if (bytes === null || isBlank(bytes)) return;
  try {
    const { value, text } = readJsonText(bytes);
    chunk.rows.push({ raw: value, text });
    chunk.numbers.push(number);
    chunk.bytes += bytes.length;
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "REQUEST_INVALID") throw cause;
    refuse("the line is no JSON that can be taken");
  }
}

/** Nothing but spaces, tabs and carriage returns. */
function isBlank(bytes: Buffer): boolean {
  return bytes.length < 64 && bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

class LineSplitter {
  readonly #most: number;
  #parts: Buffer[] = [];
  #length = 0;
  #number = 0;

  constructor(most: number) {
    this.#most = most;
  }

  *take(piece: Buffer): Generator<Line> {
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      this.#keep(piece.subarray(from, end));
      yield this.#line();
      from = end + 1;
    }
    this.#keep(piece.subarray(from));
  }

  *end(): Generator<Line> {
    if (this.#length > 0) yield this.#line();
  }

  /** Of a line that is too long, only that it is. */
  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#most) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #line(): Line {
    const [first, ...others] = this.#parts;
    const whole = others.length === 0 ? (first ?? Buffer.alloc(0)) : Buffer.concat(this.#parts);
    const bytes = this.#length > this.#most ? null : whole;
    this.#parts = [];
    this.#length = 0;
    this.#number += 1;
    return { number: this.#number, bytes };
  }
}
