/** What a live event needs of this stage, without an engine: a server loads no more of it. */
export { columnsOfPast } from "./columns-of-past.ts";
export { type StoredEntity, stateVersion } from "./entity-states.ts";
export {
  type AskOptions,
  type EntityKey,
  type Observed,
  type Reducer,
  type ReducerOptions,
  reducer,
} from "./reducer.ts";
