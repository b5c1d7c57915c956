export type { WatchedPackage } from "./prediction-relation.ts";
export { isRolledUp, readWindow } from "./read-window.ts";
export type { ReadWindowOptions } from "./read-windows.ts";
export {
  type RolledUp,
  type RollUpInput,
  type RollUpOptions,
  type RollUpProgress,
  rollUp,
  type UnrolledVersion,
} from "./roll-up.ts";
