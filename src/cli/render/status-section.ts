import type { Status } from "../../pipeline/status.ts";
import type { Canvas } from "./style.ts";

export interface StatusContext extends Canvas {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The lines of one section; the first stands beside its title. */
export type StatusSection = (status: Status, context: StatusContext) => readonly string[];
