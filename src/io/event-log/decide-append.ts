/**
 * What an append becomes, from what the log knew before it: the same for both databases, which only look up what this
 * asks for and write what it says, under the log's lock.
 */
import { isWithdrawn, withdrawnTo } from "../../core/withdrawn-label.ts";
import type { AppendOptions, FeedbackEntry, FeedbackOutcome, Key, LabelFact, LogEntry } from "./event-log.ts";

/** What the log knows of the ids that an append names, and of the ids tied to these. */
export interface Past {
  readonly position: Position;
  /** By id. */
  readonly events: ReadonlyMap<Key, PastEvent>;
  /** By id. */
  readonly predictions: ReadonlyMap<string, { readonly eventId: Key | null }>;
  /** The newest feedback of each source that names the prediction. */
  readonly feedbackOfPrediction: ReadonlyMap<string, readonly Truth[]>;
  /** The newest feedback of each source that names the event. */
  readonly feedbackOfEvent: ReadonlyMap<Key, readonly Truth[]>;
  /** By entity: what retention removed of its events happened before it, epoch microseconds. */
  readonly removedTo: ReadonlyMap<Key, number>;
}

export interface PastEvent {
  readonly entity: Key;
  readonly time: number;
}

export interface Position {
  /** The place of the last entry. */
  readonly seq: number;
  /** The place of the last erasure: what was known before it is void. */
  readonly erasedSeq: number;
}

/** Feedback that was kept. */
export interface Truth {
  readonly seq: number;
  readonly label: string;
  /** "" where it has no name. */
  readonly source: string;
  /** Whether it has become a {@link LabelFact}. */
  readonly isEffective: boolean;
}

export interface FeedbackRow {
  readonly seq: number;
  readonly entry: FeedbackEntry;
  /** What it becomes at once or with a later entry of the append; null while it waits. */
  readonly fact: LabelFact | null;
}

/** Feedback at `feedbackSeq` became `fact`. */
export interface Effect {
  readonly feedbackSeq: number;
  readonly fact: LabelFact;
}

export interface AppendPlan {
  readonly first: number;
  readonly last: number;
  readonly outcomes: readonly FeedbackOutcome[];
  /** New rows. */
  readonly feedback: readonly FeedbackRow[];
  /** What older rows are to say from now on. */
  readonly lateEffects: readonly Effect[];
  readonly labels: readonly LabelFact[];
}

/** Entries that were there before, by their ids. */
export interface Repeats {
  readonly events: readonly Key[];
  readonly predictions: readonly string[];
}

/** Which of `entries` the log has already; null where none. */
export function findRepeats(entries: readonly LogEntry[], past: Past): Repeats | null {
  const predictionOf = predictionsByEvent(past);
  const events: Key[] = [];
  const predictions = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === "event" && entry.id !== null && past.events.has(entry.id)) events.push(entry.id);
    if (entry.kind !== "prediction") continue;
    if (past.predictions.has(entry.id)) predictions.add(entry.id);
    const other = entry.eventId === null ? undefined : predictionOf.get(entry.eventId);
    if (other !== undefined) predictions.add(other);
  }
  return events.length + predictions.size === 0 ? null : { events, predictions: [...predictions] };
}

/** Which of `entries` cannot be told from events that retention removed; null where none. */
export function findExpired(
  entries: readonly LogEntry[],
  { removedTo }: Pick<Past, "removedTo">,
  { takesExpired = false }: Pick<AppendOptions, "takesExpired">,
): readonly Key[] | null {
  if (takesExpired || removedTo.size === 0) return null;
  const expired = entries.flatMap((entry) => {
    if (entry.kind !== "event" || entry.id === null) return [];
    return entry.time < (removedTo.get(entry.entity) ?? Number.NEGATIVE_INFINITY) ? [entry.id] : [];
  });
  return expired.length === 0 ? null : expired;
}

/** The entities whose state the caller decided on. */
export function entitiesOf(entries: readonly LogEntry[]): Key[] {
  return [...new Set(entries.flatMap((entry) => (entry.kind === "feedback" ? [] : [entry.entity])))];
}

/** What to write for `entries`, none of which is repeated, one after the other. */
export function planAppend(
  entries: readonly LogEntry[],
  past: Past,
  { now }: Pick<AppendOptions, "now">,
): AppendPlan {
  const ties = new Ties(past, now);
  const outcomes: FeedbackOutcome[] = [];
  const kept: { seq: number; entry: FeedbackEntry }[] = [];
  for (const [index, entry] of entries.entries()) {
    const seq = past.position.seq + 1 + index;
    if (entry.kind !== "feedback") {
      ties.add(entry, seq);
      continue;
    }
    const { outcome, label } = ties.judge(entry, seq);
    outcomes.push(outcome);
    if (outcome !== "repeated") kept.push({ seq, entry: { ...entry, label } });
  }
  const { seq: position } = past.position;
  const facts = new Map(ties.effects.map(({ feedbackSeq, fact }) => [feedbackSeq, fact]));
  return {
    first: position + 1,
    last: position + entries.length,
    outcomes,
    feedback: kept.map(({ seq, entry }) => ({ seq, entry, fact: facts.get(seq) ?? null })),
    lateEffects: ties.effects.filter(({ feedbackSeq }) => feedbackSeq <= position),
    labels: [...facts.values()],
  };
}

/** What belongs together: an event, the prediction about it, and the newest feedback that names either. */
class Ties {
  readonly effects: Effect[] = [];
  readonly #now: number;
  readonly #events: Map<Key, PastEvent>;
  readonly #predictions: Map<string, { readonly eventId: Key | null }>;
  readonly #predictionOf: Map<Key, string>;
  readonly #ofPrediction: Map<string, readonly Truth[]>;
  readonly #ofEvent: Map<Key, readonly Truth[]>;

  constructor(past: Past, now: number) {
    this.#now = now;
    this.#events = new Map(past.events);
    this.#predictions = new Map(past.predictions);
    this.#predictionOf = predictionsByEvent(past);
    this.#ofPrediction = new Map(past.feedbackOfPrediction);
    this.#ofEvent = new Map(past.feedbackOfEvent);
  }

  add(entry: Exclude<LogEntry, FeedbackEntry>, seq: number): void {
    const eventId = entry.kind === "event" ? entry.id : entry.eventId;
    if (entry.kind === "prediction") {
      this.#predictions.set(entry.id, { eventId });
      if (eventId !== null) this.#predictionOf.set(eventId, entry.id);
    } else if (eventId !== null) this.#events.set(eventId, entry);
    if (eventId !== null) this.#takeEffect(eventId, seq);
  }

  /** Keeps the feedback as the newest truth, unless the newest of its source says so already. */
  judge(entry: FeedbackEntry, seq: number): { readonly outcome: FeedbackOutcome; readonly label: string } {
    const { predictionId, source = "" } = entry;
    const prediction = predictionId === null ? undefined : this.#predictions.get(predictionId);
    const eventId = entry.eventId ?? prediction?.eventId ?? null;
    const truths = this.#truths(eventId, predictionId);
    const last = newestOf(truths.filter((truth) => truth.source === source));
    if (saysTheSame(last, entry)) return { outcome: "repeated", label: entry.label };
    const others = truths.filter((truth) => truth.source !== source);
    const label = isWithdrawn(entry.label) ? withdrawnTo(wordOf(others)?.label ?? null) : entry.label;
    const truth: Truth = { seq, label, source, isEffective: false };
    if (predictionId !== null) replace(this.#ofPrediction, predictionId, truth);
    if (entry.eventId !== null) replace(this.#ofEvent, entry.eventId, truth);
    if (eventId !== null) this.#takeEffect(eventId, seq);
    const isKnown =
      prediction !== undefined ||
      (eventId !== null && (this.#events.has(eventId) || this.#predictionOf.has(eventId)));
    return { outcome: isKnown ? "matched" : "pending", label };
  }

  #takeEffect(eventId: Key, seq: number): void {
    const event = this.#events.get(eventId);
    const predictionId = this.#predictionOf.get(eventId) ?? null;
    const truths = this.#truths(eventId, predictionId);
    const newest = newestOf(truths);
    if (event === undefined || newest === undefined) return;
    const fact = { kind: "label", seq, entity: event.entity, eventId, time: event.time } as const;
    const become = (truth: Truth, label: string) => {
      if (truth.isEffective) return;
      this.effects.push({ feedbackSeq: truth.seq, fact: { ...fact, label, receivedAt: this.#now } });
      const effective = { ...truth, label, isEffective: true };
      if (this.#ofEvent.get(eventId)?.includes(truth) === true) replace(this.#ofEvent, eventId, effective);
      if (predictionId !== null && this.#ofPrediction.get(predictionId)?.includes(truth) === true)
        replace(this.#ofPrediction, predictionId, effective);
    };
    const isBack = isWithdrawn(newest.label);
    const held = isBack ? wordOf(truths) : undefined;
    if (held !== undefined) become(held, held.label);
    become(newest, isBack ? withdrawnTo(held?.label ?? null) : newest.label);
  }

  /** The newest of each source about the event and about its prediction. */
  #truths(eventId: Key | null, predictionId: string | null): readonly Truth[] {
    const named = predictionId ?? (eventId === null ? undefined : this.#predictionOf.get(eventId));
    const ofEvent = eventId === null ? [] : (this.#ofEvent.get(eventId) ?? []);
    const ofPrediction = named === undefined ? [] : (this.#ofPrediction.get(named) ?? []);
    return [...ofEvent, ...ofPrediction];
  }
}

function newestOf(truths: readonly Truth[]): Truth | undefined {
  return truths.reduce<Truth | undefined>(
    (newest, truth) => (newest === undefined || truth.seq > newest.seq ? truth : newest),
    undefined,
  );
}

/** The newest label that a source still holds. */
function wordOf(truths: readonly Truth[]): Truth | undefined {
  const bySource = Map.groupBy(truths, ({ source }) => source).values();
  const latest = [...bySource].flatMap((own) => newestOf(own) ?? []);
  return newestOf(latest.filter(({ label }) => !isWithdrawn(label)));
}

/** Whether the source says nothing new: who said nothing has nothing to take back. */
function saysTheSame(last: Truth | undefined, { label }: FeedbackEntry): boolean {
  if (isWithdrawn(label)) return last === undefined || isWithdrawn(last.label);
  return last?.label === label;
}

/** Puts `truth` in the place of its source's last one. */
function replace<K>(truths: Map<K, readonly Truth[]>, key: K, truth: Truth): void {
  const others = (truths.get(key) ?? []).filter(({ source }) => source !== truth.source);
  truths.set(key, [...others, truth]);
}

function predictionsByEvent({ predictions }: Past): Map<Key, string> {
  const found = new Map<Key, string>();
  for (const [id, { eventId }] of predictions) if (eventId !== null) found.set(eventId, id);
  return found;
}
