/**
 * The durable record of what a server was asked and told. Everything else a server knows is derived from it: the state
 * of an entity is its events and labels in the order of `seq`, from its snapshot on.
 *
 * An append is one durable transaction, and whole or not at all. It is refused where the caller decided on a past that
 * another process has meanwhile changed, so that each entity has one history, whoever wrote it.
 */

/**
 * What names an event or an entity, as text; the column's declared type says what it stands for. At most 1,024 bytes
 * of UTF-8, without NUL: a longer one fits no index of PostgreSQL.
 */
export type Key = string;

export interface EventEntry {
  readonly kind: "event";
  /** Null where the definition has no event id. */
  readonly id: Key | null;
  readonly entity: Key;
  /** Event time, epoch microseconds. */
  readonly time: number;
  /** The raw event as it was sent, JSON text: which rules clean it is the model's choice, not the log's. */
  readonly body: string;
}

export interface PredictionEntry {
  readonly kind: "prediction";
  readonly id: string;
  readonly eventId: Key | null;
  readonly entity: Key;
  /** Event time of the row that was asked about, epoch microseconds. */
  readonly time: number;
  readonly model: string;
  readonly version: number;
  /** JSON text: the raw event, the model's inputs as they were given to it, the answer. */
  readonly body: string;
}

/** The truth about a prediction or an event: one of the two ids is null. */
export interface FeedbackEntry {
  readonly kind: "feedback";
  readonly predictionId: string | null;
  readonly eventId: Key | null;
  /** The label, JSON text; or `withdrawnLabel`: the source takes back what it said. */
  readonly label: string;
  /** Who says so: a system, a team, a form. Unnamed unless told. */
  readonly source?: string;
  /** When the source knew it, epoch milliseconds, for the record: it is in force from when the log has it. */
  readonly knownAt?: number;
}

export type LogEntry = EventEntry | PredictionEntry | FeedbackEntry;

export type Logged<T extends LogEntry = LogEntry> = T & {
  /** Place in the log: each entry's is greater than those of all that were durable before it. */
  readonly seq: number;
  /** When the server had it, epoch milliseconds of the server's clock. */
  readonly receivedAt: number;
};

/**
 * A label from the moment on when the log has it, its event and, where it names a prediction, what ties the two.
 * Of several that wait for the same event, only the newest becomes one; where the newest takes a label back, the newest that
 * is still held becomes one, too, before it.
 */
export interface LabelFact {
  readonly kind: "label";
  /** The greatest of the places of the feedback, the event and, where the feedback names it, the prediction. */
  readonly seq: number;
  readonly entity: Key;
  readonly eventId: Key;
  /** Of the event, epoch microseconds. */
  readonly time: number;
  /** JSON text; `labelLeft` tells what holds from here on. */
  readonly label: string;
  /** When the entry of that place was had, epoch milliseconds. */
  readonly receivedAt: number;
}

/** What moves an entity's state. */
export type Fact = Logged<EventEntry> | LabelFact;

export interface AppendOptions {
  /**
   * The caller knows every entry up to this place, for each entity of its events and predictions. Feedback depends on
   * nothing that the caller knows; `Number.MAX_SAFE_INTEGER` is for events whose caller decided nothing.
   */
  readonly seen: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The caller knows that no event was there before: none is `expired`. False unless told. */
  readonly takesExpired?: boolean;
}

export type Appended =
  | {
      readonly status: "appended";
      /**
       * The place of the first entry; the others follow it without a gap, in their order. Feedback that is repeated
       * is not kept: its place stays empty.
       */
      readonly first: number;
      readonly last: number;
      /** Labels that took effect: of feedback in this append, and of earlier feedback whose event is in it. */
      readonly labels: readonly LabelFact[];
      /** One for each feedback of the append, in its order. */
      readonly feedback: readonly FeedbackOutcome[];
    }
  /**
   * An entity of the entries has events or labels after `seen`, or one was erased: read, decide again. Nothing was
   * written.
   */
  | { readonly status: "stale" }
  /** These were there before, by their ids, whatever `seen` is. Nothing was written. */
  | {
      readonly status: "repeated";
      readonly events: readonly Logged<EventEntry>[];
      /** With the id or the event id of a prediction of the append. */
      readonly predictions: readonly Logged<PredictionEntry>[];
    }
  /**
   * Events, by their ids, of an entity of which retention removed one of their time or later: each may be one that was
   * removed. Nothing was written.
   */
  | { readonly status: "expired"; readonly events: readonly Key[] };

/** matched: its prediction or event is known; pending: kept until it is; repeated: its source's newest truth said so already. */
export type FeedbackOutcome = "matched" | "pending" | "repeated";

export interface ReadOptions {
  /** Which facts the caller has already; `Number.MAX_SAFE_INTEGER`: it wants none, only to know where the log is. */
  readonly after: number;
  /** Entities of which it has nothing. */
  readonly cold: readonly Key[];
  /** Which snapshots fit: states of other features are of no use. */
  readonly plan: string;
  /** How many facts after `after` the caller would take; 100,000 unless told. */
  readonly limit?: number;
}

export interface History {
  readonly entity: Key;
  readonly snapshot: Snapshot | null;
  /** What came after the snapshot, in the order of `seq`. */
  readonly facts: readonly Fact[];
}

export interface Snapshot {
  readonly entity: Key;
  /** The state contains every fact up to this place. */
  readonly seq: number;
  /** JSON text. */
  readonly state: string;
}

export interface LogRead {
  /** Everything up to this place is contained in what was read. */
  readonly upTo: number;
  /**
   * Facts of all entities after `after`, in the order of `seq`; null where there are more than `limit`, or an entity was
   * erased since: forget all.
   */
  readonly facts: readonly Fact[] | null;
  /** One for each cold entity, in their order. */
  readonly histories: readonly History[];
}

/** STORE_UNUSABLE or DISK_UNUSABLE from each method while the store cannot be reached or written; it recovers by itself. */
export interface EventLog extends AsyncDisposable {
  /**
   * Resolves when the entries are durable. Event ids are unique among events, and among predictions. INPUT_INVALID where
   * an entry cannot be kept: `findKeyProblem` tells it of a key beforehand. A failure may come after the entries became
   * durable (the connection broke): the same append again then finds them `repeated`.
   */
  append(entries: readonly LogEntry[], options: AppendOptions): Promise<Appended>;
  /** One consistent view. What came last may not be durable yet: nothing that is appended after it is durable before it. */
  read(options: ReadOptions): Promise<LogRead>;
  /** Keeps the newest of each entity and plan, and none from before an erasure. */
  saveSnapshots(plan: string, snapshots: readonly Snapshot[]): Promise<void>;
}
