/** Saves entities' states, so that what they were made of may go: a server reads them instead, however far they look back. */
import type { EventLog, Key } from "../../../io/event-log/index.ts";
import { keyOfEntity } from "./entity-key.ts";
import { newRecord } from "./entity-record.ts";
import { EntityReducer } from "./entity-reducer.ts";
import type { LiveModel } from "./live-model.ts";

export interface CoverEntitiesInput {
  readonly log: EventLog;
  readonly model: LiveModel;
  /** As the servers were told, for it is part of what a state means. */
  readonly maxLatenessMicros: number;
  readonly entities: readonly Key[];
}

const entitiesAtOnce = 200;

/** Names the states of `model` in the log's snapshots. */
export function statePlan({ plan }: Pick<LiveModel, "plan">, maxLatenessMicros: number): string {
  return `${plan}-${maxLatenessMicros}`;
}

/** Saves the states as the log has them now. */
export async function coverEntities(input: CoverEntitiesInput): Promise<void> {
  const { log, model, maxLatenessMicros, entities } = input;
  const reducer = new EntityReducer({ model, maxLatenessMicros });
  const plan = statePlan(model, maxLatenessMicros);
  for (let at = 0; at < entities.length; at += entitiesAtOnce) {
    const cold = entities.slice(at, at + entitiesAtOnce);
    const { histories, upTo } = await log.read({ after: Number.MAX_SAFE_INTEGER, cold, plan });
    const snapshots = histories.map(({ entity, snapshot, facts }) => {
      const record = newRecord(entity, keyOfEntity(entity, model));
      reducer.restore(record, snapshot);
      for (const fact of facts) reducer.apply(record, fact);
      record.seq = upTo;
      const made = reducer.snapshot(record);
      reducer.forget(record);
      return made;
    });
    await log.saveSnapshots(plan, snapshots);
  }
}
