/** The profiles of windows: made by the roll-up, counted by servers, read by monitors. */
import { type Insertable, type SelectQueryBuilder, sql, type Transaction } from "kysely";
import {
  levels,
  levelTable,
  profilesOf,
  profilesText,
  type WindowKind,
  type WindowProfile,
  windowStart,
} from "../../core/profile/index.ts";
import type { Store } from "./open-store.ts";
import { predictionsFrom } from "./retention-state.ts";
import { markDue, type VersionLevel, whileHeld } from "./roll-up-state.ts";
import type { ProfileTable, StoreSchema } from "./schema.ts";

/** A window as it is from now on. */
export interface MadeWindow {
  readonly start: number;
  /** As it was due; a touch since then leaves it due. */
  readonly mark: number;
  /** Which kinds of profiles it was made of; others stay as they are. */
  readonly kinds: readonly WindowKind[];
  /** Whether it was made of the log: while that goes by age, it would be of a part of it. */
  readonly isOfLog: boolean;
  readonly profiles: readonly WindowProfile[];
}

/** Replaces profiles of windows, and marks the windows of the level above as due; each window whole or not at all. */
export async function replaceWindows(
  store: Store,
  of: VersionLevel,
  windows: readonly MadeWindow[],
  { holder }: { readonly holder: string },
): Promise<void> {
  for (const chunk of chunksOf(windows, of))
    await whileHeld(store, holder, async (tx) => {
      const starts = chunk.map(({ window }) => window.start);
      const from = await predictionsFrom(tx);
      const whole = chunk.filter(({ window }) => !window.isOfLog || window.start >= from);
      for (const { window } of whole) await deleteProfiles(tx, of, window);
      await insertProfiles(
        tx,
        whole.flatMap(({ rows }) => rows),
      );
      for (const { window } of chunk) await settleDue(tx, of, window);
      const { above } = levelTable[of.level];
      if (above === null) return;
      const touched = new Set(starts.map((start) => windowStart(start, above)));
      await markDue(
        tx,
        [...touched].map((start) => ({ model: of.model, version: of.version, level: above, start })),
      );
    });
}

interface WrittenWindow {
  readonly window: MadeWindow;
  readonly rows: readonly Insertable<ProfileTable>[];
}

/** Text that one transaction writes, about: who writes holds up all others. */
const charactersAtOnce = 1_000_000;
const windowsAtOnce = 500;

function* chunksOf(windows: readonly MadeWindow[], of: VersionLevel): Generator<readonly WrittenWindow[]> {
  let chunk: WrittenWindow[] = [];
  let characters = 0;
  for (const window of windows) {
    const rows = rowsOf(window.profiles, { ...of, start: window.start, source: "" });
    chunk.push({ window, rows });
    characters += rows.reduce((sum, { body }) => sum + body.length, 0);
    if (characters < charactersAtOnce && chunk.length < windowsAtOnce) continue;
    yield chunk;
    [chunk, characters] = [[], 0];
  }
  if (chunk.length > 0) yield chunk;
}

async function deleteProfiles(
  tx: Transaction<StoreSchema>,
  { model, version, level }: VersionLevel,
  { start, kinds }: MadeWindow,
): Promise<void> {
  await tx
    .deleteFrom("profiles")
    .where("model", "=", model)
    .where("version", "=", version)
    .where("level", "=", level)
    .where("kind", "in", kinds)
    .where("start", "=", start)
    .where("source", "=", "")
    .execute();
}

async function settleDue(
  tx: Transaction<StoreSchema>,
  { model, version, level }: VersionLevel,
  { start, mark }: MadeWindow,
): Promise<void> {
  await tx
    .deleteFrom("roll_up_due")
    .where("model", "=", model)
    .where("version", "=", version)
    .where("level", "=", level)
    .where("start", "=", start)
    .where("mark", "=", mark)
    .execute();
}

type Place = Omit<ProfileTable, "kind" | "body">;

function rowsOf(profiles: readonly WindowProfile[], place: Place): Insertable<ProfileTable>[] {
  const kinds = Map.groupBy(profiles, ({ kind }) => kind);
  return [...kinds].map(([kind, own]) => ({ ...place, kind, body: profilesText(own) }));
}

async function insertProfiles(
  tx: Transaction<StoreSchema>,
  rows: readonly Insertable<ProfileTable>[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += windowsAtOnce)
    await tx
      .insertInto("profiles")
      .values(rows.slice(at, at + windowsAtOnce))
      .onConflict((conflict) =>
        conflict
          .columns(["model", "version", "level", "kind", "start", "source"])
          .doUpdateSet(({ ref }) => ({ body: ref("excluded.body") })),
      )
      .execute();
}

/** A minute, or a part of it, as one process counted it. */
export interface CountedMinute {
  /** Of this part alone: the same again is the same part. */
  readonly source: string;
  readonly model: string;
  readonly version: number;
  readonly start: number;
  readonly profiles: readonly WindowProfile[];
}

/** Keeps what a process counted; the same part again replaces itself. */
export async function addCounted({ db }: Store, minutes: readonly CountedMinute[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { minutes_from: from } = await tx
      .selectFrom("roll_up")
      .select("minutes_from")
      .executeTakeFirstOrThrow();
    // One that comes after its neighbours were deleted would stand for the whole hour.
    for (const { profiles, ...minute } of minutes.filter(({ start }) => start >= from)) {
      const place = { ...minute, level: "minute" } as const;
      await insertProfiles(tx, rowsOf(profiles, place));
      const { model, version, start } = minute;
      await markDue(tx, [{ model, version, level: "hour", start: windowStart(start, "hour") }]);
    }
  });
}

/** Windows that begin in [from, to). */
export interface WindowSpan extends VersionLevel {
  readonly from: number;
  readonly to: number;
  /** All unless told. */
  readonly kinds?: readonly WindowKind[] | undefined;
  /** Of numbers all but their sketches, which are empty. All unless told. */
  readonly numbers?: "all" | "counts";
}

export interface StoredProfiles {
  readonly start: number;
  readonly profiles: readonly WindowProfile[];
}

/** What is kept of these windows, by their beginnings; one window may come in several parts. */
export async function storedProfiles({ db }: Store, span: WindowSpan): Promise<readonly StoredProfiles[]> {
  const { kinds, numbers = "all" } = span;
  const all = windowsOf(db.selectFrom("profiles").select(["start", "kind", "body"]), span);
  const rows = await (kinds === undefined ? all : all.where("kind", "in", kinds))
    .orderBy("start")
    .orderBy("kind")
    .orderBy("source")
    .execute();
  return rows.map(({ start, kind, body }) => {
    return {
      start,
      profiles: profilesOf(body, { withoutSketches: kind === "number" && numbers === "counts" }),
    };
  });
}

/** The beginnings of the windows of which anything is kept. */
export async function storedStarts(
  { db }: Store,
  span: Omit<WindowSpan, "kinds" | "numbers">,
): Promise<number[]> {
  const rows = await windowsOf(db.selectFrom("profiles").select("start").distinct(), span).execute();
  return rows.map(({ start }) => start);
}

export interface KindOfWindows extends Pick<WindowSpan, "model" | "from" | "to"> {
  readonly kind: WindowKind;
}

/**
 * The versions of which windows of the kind are kept that reach into [from, to), at any level. The versions are leapt through
 * in the table's own order, so that what it costs grows with them and not with what is kept.
 */
export async function versionsInWindows({ db }: Store, asked: KindOfWindows): Promise<number[]> {
  const { model, kind, to } = asked;
  const begins = levels.map((level) => {
    const from = Math.min(asked.from, windowStart(asked.from, level));
    return sql`SELECT 1 FROM profiles p WHERE p.model = ${model} AND p.version = known.version AND p.level = ${level}
      AND p.kind = ${kind} AND p.start >= ${from} AND p.start < ${to}`;
  });
  const found = await sql<{ version: number }>`
    WITH RECURSIVE known (version) AS (
      SELECT min(version) FROM profiles WHERE model = ${model}
      UNION ALL
      SELECT (SELECT min(version) FROM profiles WHERE model = ${model} AND version > known.version)
      FROM known WHERE known.version IS NOT NULL
    )
    SELECT version FROM known WHERE version IS NOT NULL AND (${sql.join(
      begins.map((begin) => sql`EXISTS (${begin})`),
      sql` OR `,
    )})`.execute(db);
  return found.rows.map(({ version }) => Number(version));
}

function windowsOf<O>(
  query: SelectQueryBuilder<StoreSchema, "profiles", O>,
  { model, version, level, from, to }: Omit<WindowSpan, "kinds" | "numbers">,
): SelectQueryBuilder<StoreSchema, "profiles", O> {
  return query
    .where("model", "=", model)
    .where("version", "=", version)
    .where("level", "=", level)
    .where("start", ">=", from)
    .where("start", "<", to);
}
