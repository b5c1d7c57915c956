/**
 * Entries on their way to another thread: one text and one array of numbers. As objects, each of their names and values
 * would be written and read again by itself, which costs several times as much as that of a whole text.
 */
import type { EventEntry, FeedbackEntry, LogEntry, PredictionEntry } from "./event-log.ts";

export interface PackedEntries {
  /** Every text, one behind the other. */
  readonly text: string;
  /** For each entry its kind, and what its codec wrote: the length of a text (−1: null), or a number. */
  readonly numbers: Float64Array;
}

export function packEntries(entries: readonly LogEntry[]): PackedEntries {
  const writer = new Writer();
  for (const entry of entries) {
    writer.number(kinds.indexOf(entry.kind));
    if (entry.kind === "event") writeEvent(writer, entry);
    else if (entry.kind === "prediction") writePrediction(writer, entry);
    else writeFeedback(writer, entry);
  }
  return { text: writer.texts.join(""), numbers: Float64Array.from(writer.numbers) };
}

export function unpackEntries(packed: PackedEntries): LogEntry[] {
  const reader = new Reader(packed);
  const entries: LogEntry[] = [];
  while (!reader.isAtEnd) {
    const kind = kinds[reader.number()] ?? "feedback";
    entries.push(readers[kind](reader));
  }
  return entries;
}

const kinds = ["event", "prediction", "feedback"] as const satisfies readonly LogEntry["kind"][];

/** What the functions below leave of an entry: a member that one of them forgets does not compile. */
type Nothing = Readonly<Record<string, never>>;

function writeEvent(to: Writer, { kind: _, id, entity, time, body, ...rest }: EventEntry): void {
  rest satisfies Nothing;
  to.text(id).text(entity).number(time).text(body);
}

function writePrediction(to: Writer, entry: PredictionEntry): void {
  const { kind: _, id, eventId, entity, time, model, version, body, ...rest } = entry;
  rest satisfies Nothing;
  to.text(id).text(eventId).text(entity).number(time).text(model).number(version).text(body);
}

function writeFeedback(to: Writer, entry: FeedbackEntry): void {
  const { kind: _, predictionId, eventId, label, source = "", knownAt, ...rest } = entry;
  rest satisfies Nothing;
  to.text(predictionId)
    .text(eventId)
    .text(label)
    .text(source)
    .number(knownAt ?? Number.NaN);
}

/** What was written, in the order in which it was. */
const readers: Readonly<Record<LogEntry["kind"], (from: Reader) => LogEntry>> = {
  event: (from) => ({
    kind: "event",
    id: from.textOrNull(),
    entity: from.text(),
    time: from.number(),
    body: from.text(),
  }),
  prediction: (from) => ({
    kind: "prediction",
    id: from.text(),
    eventId: from.textOrNull(),
    entity: from.text(),
    time: from.number(),
    model: from.text(),
    version: from.number(),
    body: from.text(),
  }),
  feedback: (from) => ({
    kind: "feedback",
    predictionId: from.textOrNull(),
    eventId: from.textOrNull(),
    label: from.text(),
    source: from.text(),
    ...from.optional("knownAt"),
  }),
};

class Writer {
  readonly texts: string[] = [];
  readonly numbers: number[] = [];

  text(text: string | null): this {
    if (text !== null) this.texts.push(text);
    return this.number(text === null ? -1 : text.length);
  }

  number(value: number): this {
    this.numbers.push(value);
    return this;
  }
}

class Reader {
  readonly #packed: PackedEntries;
  #number = 0;
  #text = 0;

  constructor(packed: PackedEntries) {
    this.#packed = packed;
  }

  get isAtEnd(): boolean {
    return this.#number >= this.#packed.numbers.length;
  }

  number(): number {
    return this.#packed.numbers[this.#number++] ?? Number.NaN;
  }

  /** The number under `name`, or nothing where there was none. */
  optional<const Name extends string>(name: Name): { readonly [K in Name]?: number } {
    const value = this.number();
    return (Number.isNaN(value) ? {} : { [name]: value }) as { readonly [K in Name]?: number };
  }

  text(): string {
    return this.textOrNull() ?? "";
  }

  textOrNull(): string | null {
    const length = this.number();
    if (length < 0) return null;
    const from = this.#text;
    this.#text += length;
    return this.#packed.text.slice(from, this.#text);
  }
}
