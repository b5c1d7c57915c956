/** A folder, an engine and a context for tests of the first stages; everything goes when the test ends. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boolean, type Column, category, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, type Definition, pipeline, type Rule, type Source } from "../../core/definition/index.ts";
import type { RunEvent } from "../../core/progress.ts";
import { openEngine, quoteText, type SqlRow } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import { type Collected, collect } from "./collect.ts";

export interface Workshop extends AsyncDisposable {
  readonly directory: string;
  readonly context: StageContext;
  readonly events: readonly RunEvent[];
  readonly controller: AbortController;
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** A new folder. */
  folder(): Promise<string>;
  /** Collects into a new folder. */
  collect(definition: Definition): Promise<Collected & { readonly output: string }>;
  /** The rows of a Parquet file of the output. */
  rows(path: string): Promise<SqlRow[]>;
}

export async function openWorkshop(now = Date.UTC(2026, 0, 1)): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-collect-"));
  const engine = await openEngine({ threads: 2 });
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const context: StageContext = {
    engine,
    emit: (event) => events.push(event),
    now: () => now,
    signal: controller.signal,
  };
  let folders = 0;
  async function folder(): Promise<string> {
    const path = join(directory, `output-${folders++}`);
    await mkdir(path);
    return path;
  }
  return {
    directory,
    context,
    events,
    controller,
    async write(name, content) {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    folder,
    async collect(definition) {
      const output = await folder();
      return {
        ...(await collect({ definition, projectDirectory: directory, directory: output }, context)),
        output,
      };
    },
    rows: (path) => engine.all(`SELECT * FROM read_parquet(${quoteText(path)}) ORDER BY _aw_row`),
    async [Symbol.asyncDispose]() {
      engine[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const clickColumns = {
  event_id: text(),
  user_id: text({ pii: true }),
  ts: timestamp(),
  device: category(),
  clicks: integer(),
  dwell: number(),
  bought: boolean(),
} as const;

export interface DefineOptions {
  readonly source?: Source;
  readonly columns?: Readonly<Record<string, Column>>;
  readonly rules?: readonly Rule[];
  readonly maxRejectedShare?: number;
  readonly id?: string | null;
}

/** A definition over the columns of clicks, or over others with the same keys added. */
export function define(options: DefineOptions = {}): Definition {
  const {
    source = csv("in.csv"),
    columns = clickColumns,
    rules,
    maxRejectedShare = 1,
    id = "event_id",
  } = options;
  const base = pipeline({
    name: "test",
    events: {
      source,
      columns: clickColumns,
      id: "event_id",
      entity: "user_id",
      time: "ts",
      label: "bought",
      maxRejectedShare,
    },
  });
  return { ...base, rules: rules ?? base.rules, events: { ...base.events, id, columns } };
}

/** The first line of a CSV file with {@link clickColumns}, and a line of it that fits. */
export const head = "event_id,user_id,ts,device,clicks,dwell,bought";
export const good = "e1,u1,2024-01-01T00:00:00Z,ios,1,1.5,true";

export function lines(...rows: readonly string[]): string {
  return `${rows.join("\n")}\n`;
}

export async function rawRows(workshop: Workshop, output: string): Promise<SqlRow[]> {
  return workshop.rows(join(output, "raw.parquet"));
}

export async function rejectedRows(workshop: Workshop, output: string): Promise<SqlRow[]> {
  return workshop.rows(join(output, "rejected.parquet"));
}

/** The failure of collecting `content`, written to in.csv, as the given source. */
export async function failure(workshop: Workshop, content: string | Uint8Array, options: DefineOptions = {}) {
  await workshop.write("in.csv", content);
  return workshop.collect(define(options)).then(
    () => null,
    (error: unknown) => error,
  );
}
