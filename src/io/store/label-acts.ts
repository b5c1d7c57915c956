/** What people did about labels, one after the other, and what each stood on: so that it can be taken back, and both are kept. */
import { randomUUID } from "node:crypto";
import { type ActKind, actKinds } from "./label-review-schema.ts";
import type { LabelReview } from "./label-reviews.ts";
import type { Store } from "./open-store.ts";

export interface NewLabelAct extends LabelReview {
  /** The label that was given, JSON text; null where none was. */
  readonly label: string | null;
  /** What its source had said before, JSON text; null where it said nothing. */
  readonly saidBefore: string | null;
}

export interface LabelAct extends NewLabelAct {
  readonly id: string;
  /** Null where it stands. */
  readonly undone: { readonly who: string; readonly at: number } | null;
}

/** Keeps it; its id. */
export async function recordLabelAct({ db }: Store, act: NewLabelAct): Promise<string> {
  const id = randomUUID();
  const { predictionId, saidBefore, ...rest } = act;
  await db
    .insertInto("label_reviews")
    .values({ id, prediction_id: predictionId, ...rest, said_before: saidBefore, undoes: null })
    .execute();
  return id;
}

export interface UndoneBy {
  readonly who: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Keeps that the act was taken back; once, whoever asks again. */
export async function recordUndone({ db }: Store, act: LabelAct, { who, at }: UndoneBy): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom("label_reviews")
      .select("id")
      .where("undoes", "=", act.id)
      .executeTakeFirst();
    if (before !== undefined) return;
    const row = { id: randomUUID(), prediction_id: act.predictionId, kind: "undone", at, who } as const;
    await tx
      .insertInto("label_reviews")
      .values({ ...row, note: "", label: null, said_before: null, undoes: act.id })
      .execute();
  });
}

/** Null where there is none. */
export async function findLabelAct(store: Store, id: string): Promise<LabelAct | null> {
  const found = await acts(store).where("r.id", "=", id).executeTakeFirst();
  return found === undefined ? null : actOf(found);
}

export interface ListLabelActs {
  readonly limit: number;
  /** Only of this prediction, or of this event where no prediction is known. */
  readonly predictionId?: string | undefined;
}

/** The newest first. */
export async function listLabelActs(
  store: Store,
  { limit, predictionId }: ListLabelActs,
): Promise<LabelAct[]> {
  const all = acts(store).orderBy("r.at", "desc").orderBy("r.id", "desc").limit(limit);
  const rows = await (predictionId === undefined
    ? all
    : all.where("r.prediction_id", "=", predictionId)
  ).execute();
  return rows.map(actOf);
}

function acts({ db }: Store) {
  return db
    .selectFrom("label_reviews as r")
    .leftJoin("label_reviews as u", "u.undoes", "r.id")
    .select(["r.id", "r.prediction_id as predictionId", "r.kind", "r.at", "r.who", "r.note", "r.label"])
    .select(["r.said_before as saidBefore", "u.who as undoneBy", "u.at as undoneAt"])
    .where("r.kind", "in", actKinds);
}

type Row = Awaited<ReturnType<ReturnType<typeof acts>["execute"]>>[number];

function actOf({ undoneBy, undoneAt, ...row }: Row): LabelAct {
  const undone = undoneAt === null ? null : { who: undoneBy ?? "", at: Number(undoneAt) };
  return { ...row, kind: row.kind as ActKind, at: Number(row.at), undone };
}

/** What a source said of a prediction, or of an event where no prediction is known, newest first. */
export interface SourceWord {
  readonly seq: number;
  readonly source: string;
  readonly predictionId: string | null;
  readonly eventId: string | null;
  /** JSON text, or that it was taken back. */
  readonly label: string;
}

/** What `source` said of the thing with this id, the newest first, at most two. */
export async function wordsOfSource(
  store: Store,
  { about, source }: { readonly about: string; readonly source: string },
): Promise<SourceWord[]> {
  return await wordsAbout(store, about).where("source", "=", source).limit(2).execute();
}

const mostWords = 1_000;

/** What each source said last of the thing with this id, of its newest 1,000 words. */
export async function wordOfEach(store: Store, about: string): Promise<SourceWord[]> {
  const newest = new Map<string, SourceWord>();
  for (const word of await wordsAbout(store, about).limit(mostWords).execute())
    if (!newest.has(word.source)) newest.set(word.source, word);
  return [...newest.values()];
}

/** The newest first. */
function wordsAbout({ db }: Store, about: string) {
  return db
    .selectFrom("feedback")
    .select(["seq", "source", "prediction_id as predictionId", "event_id as eventId", "label"])
    .where(({ eb, or, selectFrom }) =>
      or([
        eb("prediction_id", "=", about),
        eb("event_id", "=", about),
        eb("event_id", "=", selectFrom("predictions").select("event_id").where("id", "=", about)),
      ]),
    )
    .orderBy("seq", "desc");
}
