/** Random sequences of operations: the log answers as the naive one does, through two handles on one store. */
import fc from "fast-check";
import { sql } from "kysely";
import { expect } from "vitest";
import { withdrawnLabel } from "../../core/withdrawn-label.ts";
import { deleteEntity, openStore, retainEvents, type Store } from "../store/index.ts";
import {
  all,
  event,
  feedback,
  type LogUnderTest,
  type Promises,
  prediction,
} from "./entries.test-support.ts";
import type { EventLog, LogEntry } from "./event-log.ts";
import { NaiveLog } from "./naive-log.test-support.ts";

interface Operation {
  /** For who reads a counterexample. */
  readonly what: readonly unknown[];
  run(log: EventLog, store: Store): Promise<unknown>;
  model(naive: NaiveLog): unknown;
}

const entities = ["u", "v"];
const entity = fc.constantFrom(...entities);
const eventId = fc.constantFrom("u1", "u2", "u3", "v1", "v2");
const predictionId = fc.constantFrom("p1", "p2", "p3", "p4", "p5", "p6");
const source = fc.constantFrom("", "crm", "support");
const label = fc.constantFrom("true", "false", "null", withdrawnLabel);
/** Places that a caller may have seen: before, within and behind a short log. */
const place = fc.oneof(fc.nat(30), fc.constant(all));

const anyEvent = fc.tuple(eventId, fc.nat(9)).map(([id, time]) => event(id, id.slice(0, 1), time));
/** The same wherever it comes again, after 10, 40 or 70 ms. */
const sameEvent = eventId.map((id) => event(id, id.slice(0, 1), (Number(id.slice(1)) * 30 - 20) * 1_000));
const otherEntry: fc.Arbitrary<LogEntry> = fc.oneof(
  entity.map((name) => event(null, name)),
  fc.tuple(predictionId, eventId).map(([id, of]) => prediction(id, of, of.slice(0, 1))),
  fc.tuple(predictionId, entity).map(([id, name]) => prediction(id, null, name)),
  fc.tuple(eventId, label, source).map(([id, ...said]) => feedback({ event: id }, ...said)),
  fc.tuple(predictionId, label, source).map(([id, ...said]) => feedback({ prediction: id }, ...said)),
);

function both(what: readonly unknown[], call: (log: EventLog | NaiveLog) => unknown): Operation {
  return { what, run: async (log) => await call(log), model: call };
}

function append(ofEvent: fc.Arbitrary<LogEntry>, seenTo: fc.Arbitrary<number>): fc.Arbitrary<Operation> {
  const entry = fc.oneof({ weight: 1, arbitrary: ofEvent }, { weight: 5, arbitrary: otherEntry });
  return fc
    .record({ entries: fc.array(entry, { maxLength: 4 }), seen: seenTo, now: fc.nat(99) })
    .map(({ entries, seen, now }) =>
      both(["append", entries, seen], (log) => log.append(entries, { seen, now })),
    );
}

const read = fc
  .record({ after: place, cold: fc.array(entity, { maxLength: 3 }), limit: fc.constantFrom(2, 100_000) })
  .map((options) => both(["read", options], (log) => log.read({ ...options, plan: "p" })));

const save = fc
  .array(
    fc.tuple(entity, fc.nat(20)).map(([name, seq]) => ({ entity: name, seq, state: `[${seq}]` })),
    { maxLength: 3 },
  )
  .map((snapshots) => both(["save", snapshots], (log) => log.saveSnapshots("p", snapshots)));

const noMarks = { model: "m", snapshots: [], versions: [], unknown: [] };
const erase = entity.map(
  (name): Operation => ({
    what: ["erase", name],
    run: async (_, store) => void (await deleteEntity(store, name, { now: 1, marks: noMarks })),
    model: (naive) => naive.deleteEntity(name),
  }),
);

const free = { learnedSeq: null, plans: [], cover: async () => {} };
const remove = fc.nat(99).map(
  (before): Operation => ({
    what: ["remove", before],
    async run(_, store) {
      const walking = { signal: new AbortController().signal, isDryRun: false };
      await retainEvents(store, { ...free, ...walking, before });
    },
    model: (naive) => naive.removeBefore(before),
  }),
);

const operation = fc.oneof(
  { weight: 12, arbitrary: append(anyEvent, place) },
  { weight: 4, arbitrary: read },
  { weight: 2, arbitrary: save },
  { weight: 1, arbitrary: erase },
);
/** Whoever decided on what is gone by now may be sent to read again, or not. */
const aging = fc.oneof(
  { weight: 12, arbitrary: append(sameEvent, fc.constant(all)) },
  { weight: 4, arbitrary: read },
  { weight: 3, arbitrary: remove },
);

async function empty({ db, kind }: Store): Promise<void> {
  for (const table of ["events", "predictions", "feedback", "entity_states", "event_removals"] as const)
    await db.deleteFrom(table).execute();
  await db.updateTable("log_position").set({ seq: 0, erased_seq: 0 }).execute();
  if (kind === "postgres") return;
  for (const table of ["event_links", "entity_heads"]) await sql`DELETE FROM ${sql.table(table)}`.execute(db);
  await sql`UPDATE heads_position SET seq = 0`.execute(db);
}

async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    return cause instanceof Error && "code" in cause ? cause.code : cause;
  }
}

async function holdAgainstModel(
  { newLocation, open }: LogUnderTest,
  operations: fc.Arbitrary<Operation>,
): Promise<void> {
  const location = await newLocation();
  await using store = await openStore(location);
  await using one = await open(location);
  await using two = await open(location);
  const step = fc.tuple(fc.boolean(), operations);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      await empty(store);
      for (const log of [one, two]) await log.read({ after: 0, cold: entities, plan: "p" }); // each sees that it begins anew
      const naive = new NaiveLog();
      const everything = both(["read"], (log) => log.read({ after: 0, cold: entities, plan: "p" }));
      for (const [isOne, { run, model }] of [...steps, [true, everything] as const]) {
        const told = await outcome(() => run(isOne ? one : two, store));
        expect(told).toEqual(await outcome(() => model(naive)));
      }
    }),
    { numRuns: 40 },
  );
}

export const againstModel: Promises = {
  "append(), read() and saveSnapshots() answer as a naive log does": (implementation) =>
    holdAgainstModel(implementation, operation),
  "append() and read() answer as a naive log does where events go by age": (implementation) =>
    holdAgainstModel(implementation, aging),
};
