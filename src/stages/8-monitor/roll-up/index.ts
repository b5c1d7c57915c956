export type { WatchedPackage } from "./prediction-relation.ts";
export { isRolledUp, type ReadWindowOptions, readWindow } from "./read-window.ts";
export {
  type RolledUp,
  type RollUpInput,
  type RollUpOptions,
  type RollUpProgress,
  rollUp,
  type UnrolledVersion,
} from "./roll-up.ts";
