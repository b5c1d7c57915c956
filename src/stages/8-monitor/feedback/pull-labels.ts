/**
 * Labels from the application's own table or files, as far as they are new: a table with known times is read from the
 * newest one on that was taken, and a little before, for rows of longer transactions show late. Of each prediction or event
 * only the label that was known last is reported, and what its source said before is no news: so a pull that broke off, or
 * that two processes do, leaves what one would have.
 */
import type { LabelSource, Source } from "../../../core/definition/index.ts";
import { fingerprint, releaseSources } from "../../1-collect/index.ts";
import { temporaryDirectory } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { type ImportedLabels, type TakeLabels, takeLabels } from "./import-labels.ts";
import { readLabelFile } from "./label-file.ts";

export interface PullLabelsInput extends Omit<TakeLabels, "source"> {
  readonly source: LabelSource;
  readonly projectDirectory: string;
  /** The newest known time that was taken, epoch milliseconds; null: nothing was, or it has none. */
  readonly upTo: number | null;
  /** What {@link PulledLabels} said last; null where it was never pulled. */
  readonly fingerprint: string | null;
}

export interface PulledLabels extends ImportedLabels {
  readonly upTo: number | null;
  /** Of what was read: the same again holds nothing new. Empty where some of it did not fit. */
  readonly fingerprint: string;
}

/** How far before the newest known time a table is read again. */
const overlapMs = 3_600_000;

/** Takes what is new. Errors of collect and of the log; what was appended before one stays. */
export async function pullLabels(input: PullLabelsInput, context: StageContext): Promise<PulledLabels> {
  const { upTo, projectDirectory } = input;
  const { name, from } = input.source;
  const own = { ...context, signal: AbortSignal.any([context.signal]) }; // what it copies of a table is its own
  const { manifest } = input.package;
  const source = sinceSource(from, upTo);
  try {
    const definition = { ...manifest.definition, events: { ...manifest.definition.events, source } };
    const found = await fingerprint({ definition, projectDirectory }, own);
    const none = { rows: 0, matched: 0, pending: 0, repeated: 0, bad: 0 };
    if (found === input.fingerprint) return { ...none, upTo, fingerprint: found };
    await using directory = await temporaryDirectory();
    const file = await readLabelFile(
      { manifest, source, name, projectDirectory, directory: directory.path, latestOnly: true },
      own,
    );
    const taken = await takeLabels({ ...input, source: name }, file, own);
    const [newest] = await own.engine.all(`SELECT max(known_at) AS at FROM (${file.labels})`);
    const at = newest?.at == null ? null : Math.min(Number(newest.at), own.now());
    // A row that does not fit today may do so tomorrow: one of the future, for one.
    const seen = taken.bad === 0 ? found : "";
    return { ...taken, upTo: at === null ? upTo : Math.max(at, upTo ?? at), fingerprint: seen };
  } finally {
    await releaseSources(own);
  }
}

/** A table or query from a little before `upTo` on; what has no known time is read whatever it is. */
function sinceSource(source: Source, upTo: number | null): Source {
  if (source.kind !== "postgres" || upTo === null) return source;
  const text = source.from.trim().replace(/;\s*$/, "");
  const table = /^(select|with)\b/i.test(text) ? `(${text})` : tableName(text);
  const since = new Date(upTo - overlapMs).toISOString();
  return {
    ...source,
    from: `SELECT * FROM ${table} AS airworthy_labels WHERE known_at IS NULL OR CAST(known_at AS timestamptz) >= TIMESTAMPTZ '${since}'`,
  };
}

function tableName(text: string): string {
  if (text.includes('"')) return text;
  return text
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
}
