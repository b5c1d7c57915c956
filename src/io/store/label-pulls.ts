/** How far the labels of the application's own tables were taken. */
import type { Store } from "./open-store.ts";

export interface LabelPull {
  readonly model: string;
  readonly source: string;
  /** The newest known time that was taken, epoch milliseconds; null where there is none. */
  readonly upTo: number | null;
  readonly pulledAt: number;
  /** JSON text: the counts, or why it failed. */
  readonly outcome: string;
}

/** The last pull of each source of the model `model`. */
export async function listLabelPulls({ db }: Store, model: string): Promise<LabelPull[]> {
  const rows = await db
    .selectFrom("label_pulls")
    .selectAll()
    .where("model", "=", model)
    .orderBy("source")
    .execute();
  return rows.map(({ source, up_to, pulled_at, outcome }) => ({
    ...{ model, source, outcome },
    upTo: up_to === null ? null : Number(up_to),
    pulledAt: Number(pulled_at),
  }));
}

/** Keeps a pull in the place of the source's last one. */
export async function recordLabelPull({ db }: Store, pull: LabelPull): Promise<void> {
  const { model, source, upTo, pulledAt, outcome } = pull;
  const values = { up_to: upTo, pulled_at: pulledAt, outcome };
  await db.transaction().execute((tx) =>
    tx
      .insertInto("label_pulls")
      .values({ model, source, ...values })
      .onConflict((conflict) => conflict.columns(["model", "source"]).doUpdateSet(values))
      .execute(),
  );
}
