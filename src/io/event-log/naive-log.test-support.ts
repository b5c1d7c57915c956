/** The event log as its promises read, in memory and by looking through everything: what the real ones are held against. */
import { AirworthyError } from "../../core/error.ts";
import { isWithdrawn, withdrawnTo } from "../../core/withdrawn-label.ts";
import type {
  Appended,
  AppendOptions,
  EventEntry,
  Fact,
  FeedbackEntry,
  FeedbackOutcome,
  Key,
  LabelFact,
  LogEntry,
  Logged,
  LogRead,
  PredictionEntry,
  ReadOptions,
  Snapshot,
} from "./event-log.ts";

type Row<T extends LogEntry> = Logged<T>;

export class NaiveLog {
  #rows: Row<LogEntry>[] = [];
  #position = 0;
  #erased = 0;
  #removed: Row<EventEntry>[] = [];
  #snapshots: (Snapshot & { readonly plan: string })[] = [];

  append(entries: readonly LogEntry[], { seen, now, takesExpired = false }: AppendOptions): Appended {
    requireOnce(entries);
    const events = entries.flatMap((entry) => this.#events().filter((row) => sameEvent(row, entry)));
    const same = entries.flatMap((entry) => [
      ...this.#predictions().filter((row) => entry.kind === "prediction" && row.id === entry.id),
      ...this.#predictions().filter((row) => isOfSameEvent(row, entry)),
    ]);
    const predictions = [...new Set(same)];
    if (events.length + predictions.length > 0) return { status: "repeated", events, predictions };
    const expired = entries
      .filter((entry) => entry.kind === "event")
      .filter((entry) => this.#removed.some((row) => row.entity === entry.entity && row.time >= entry.time))
      .flatMap(({ id }) => id ?? []);
    if (expired.length > 0 && !takesExpired) return { status: "expired", events: expired };
    const deciding = entries.filter((entry) => entry.kind !== "feedback");
    const isErased = deciding.length > 0 && seen < this.#erased;
    const changed = this.#facts().filter(({ seq }) => seq > seen);
    if (isErased || deciding.some(({ entity }) => changed.some((fact) => fact.entity === entity)))
      return { status: "stale" };
    const first = this.#position + 1;
    const feedback: FeedbackOutcome[] = [];
    for (const entry of entries) {
      this.#position++;
      const outcome = entry.kind === "feedback" ? this.#outcome(entry) : null;
      if (outcome !== null) feedback.push(outcome);
      if (outcome !== "repeated") this.#rows.push({ ...entry, seq: this.#position, receivedAt: now });
    }
    const labels = this.#labels().filter(({ seq }) => seq >= first);
    return { status: "appended", first, last: this.#position, labels, feedback };
  }

  read({ after, cold, plan, limit = 100_000 }: ReadOptions): LogRead {
    const facts = this.#facts().filter(({ seq }) => seq > after);
    const isVoid = after < this.#position && (after < this.#erased || facts.length > limit);
    const histories = cold.map((entity) => {
      const found = this.#snapshots.find((kept) => kept.entity === entity && kept.plan === plan);
      const snapshot = found === undefined ? null : { entity, seq: found.seq, state: found.state };
      const own = this.#facts().filter((fact) => fact.entity === entity && fact.seq > (snapshot?.seq ?? 0));
      return { entity, snapshot, facts: own };
    });
    return { upTo: this.#position, facts: isVoid ? null : facts, histories };
  }

  saveSnapshots(plan: string, snapshots: readonly Snapshot[]): void {
    for (const snapshot of snapshots) {
      const isSame = (kept: { entity: Key; plan: string }) =>
        kept.entity === snapshot.entity && kept.plan === plan;
      const kept = this.#snapshots.find(isSame);
      if (snapshot.seq < this.#erased || (kept !== undefined && kept.seq >= snapshot.seq)) continue;
      this.#snapshots = [...this.#snapshots.filter((other) => !isSame(other)), { ...snapshot, plan }];
    }
  }

  /** An event and what is about it have one entity here. */
  deleteEntity(entity: Key): void {
    this.#erased = ++this.#position;
    const gone = this.#rows.filter((row) => row.kind !== "feedback" && row.entity === entity);
    this.#rows = this.#rows.filter(
      (row) => !gone.includes(row) && !gone.some((other) => row.kind === "feedback" && isAbout(row, other)),
    );
    this.#snapshots = this.#snapshots.filter((kept) => kept.entity !== entity);
    this.#removed = this.#removed.filter((row) => row.entity !== entity);
  }

  /** Events that happened and were had before it, epoch milliseconds. */
  removeBefore(before: number): void {
    const gone = this.#events().filter(
      ({ time, receivedAt }) => time < before * 1_000 && receivedAt < before,
    );
    this.#removed.push(...gone);
    this.#rows = this.#rows.filter((row) => row.kind !== "event" || !gone.includes(row));
  }

  #events(): Row<EventEntry>[] {
    return this.#rows.filter((row) => row.kind === "event");
  }

  #predictions(): Row<PredictionEntry>[] {
    return this.#rows.filter((row) => row.kind === "prediction");
  }

  #facts(): Fact[] {
    return [...this.#events(), ...this.#labels()].toSorted(
      (a, b) => a.seq - b.seq || a.kind.localeCompare(b.kind),
    );
  }

  /** For each event, the newest feedback about it at each place, once each. */
  #labels(): LabelFact[] {
    return this.#events()
      .flatMap((event) => {
        const told = new Map<number, LabelFact>();
        for (const { seq, receivedAt } of this.#rows.filter((row) => row.seq >= event.seq)) {
          const about = this.#about(event.id, null, seq);
          const newest = about.at(-1);
          if (event.id === null || newest === undefined) continue;
          const { entity, id: eventId, time } = event;
          const fact = { kind: "label", seq, entity, eventId, time, receivedAt } as const;
          const tell = (row: Row<FeedbackEntry>, label: string) => {
            if (!told.has(row.seq)) told.set(row.seq, { ...fact, label });
          };
          const held = about.findLast(
            (row) => !isWithdrawn(row.label) && !about.some((other) => replaces(other, row)),
          );
          if (isWithdrawn(newest.label)) {
            if (held !== undefined) tell(held, held.label);
            tell(newest, withdrawnTo(held?.label ?? null));
          } else tell(newest, newest.label);
        }
        return [...told.values()];
      })
      .toSorted((a, b) => a.seq - b.seq);
  }

  /** Feedback up to a place that names the event, its prediction, or the prediction. */
  #about(eventId: Key | null, predictionId: string | null, upTo: number): Row<FeedbackEntry>[] {
    const known = this.#predictions().filter(({ seq }) => seq <= upTo);
    const event = eventId ?? known.find(({ id }) => id === predictionId)?.eventId ?? null;
    const prediction =
      predictionId ?? (event === null ? null : (known.find((row) => row.eventId === event)?.id ?? null));
    return this.#rows
      .filter((row) => row.kind === "feedback")
      .filter(({ seq }) => seq <= upTo)
      .filter(
        (row) =>
          (event !== null && row.eventId === event) ||
          (prediction !== null && row.predictionId === prediction),
      );
  }

  #outcome({ eventId, predictionId, label, source = "" }: FeedbackEntry): FeedbackOutcome {
    const told = this.#about(eventId, predictionId, this.#position);
    const last = told.findLast((row) => (row.source ?? "") === source)?.label;
    const word = last === undefined || isWithdrawn(last) ? null : last;
    if (word === (isWithdrawn(label) ? null : label)) return "repeated";
    const isKnown =
      this.#events().some(({ id }) => id !== null && id === eventId) ||
      this.#predictions().some((row) =>
        predictionId === null ? row.eventId === eventId : row.id === predictionId,
      );
    return isKnown ? "matched" : "pending";
  }
}

function replaces(other: Row<FeedbackEntry>, row: Row<FeedbackEntry>): boolean {
  return other.seq > row.seq && (other.source ?? "") === (row.source ?? "");
}

function sameEvent(row: EventEntry, entry: LogEntry): boolean {
  return entry.kind === "event" && entry.id !== null && row.id === entry.id;
}

function isOfSameEvent(row: PredictionEntry, entry: LogEntry): boolean {
  return entry.kind === "prediction" && entry.eventId !== null && row.eventId === entry.eventId;
}

function isAbout(feedback: FeedbackEntry, row: LogEntry): boolean {
  if (row.kind === "feedback") return false;
  if (row.kind === "event") return row.id !== null && row.id === feedback.eventId;
  return row.id === feedback.predictionId || (row.eventId !== null && row.eventId === feedback.eventId);
}

function requireOnce(entries: readonly LogEntry[]): void {
  const names = entries.flatMap((entry) =>
    entry.kind === "event"
      ? [entry.id === null ? null : `event ${entry.id}`]
      : entry.kind === "prediction"
        ? [`prediction ${entry.id}`, entry.eventId === null ? null : `of event ${entry.eventId}`]
        : [],
  );
  const known = names.filter((name) => name !== null);
  if (new Set(known).size < known.length) throw new AirworthyError("INPUT_INVALID", "an id came twice");
}
