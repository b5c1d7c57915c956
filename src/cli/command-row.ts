import type { Command } from "./command.ts";

/** A command as the command line lists it. */
export interface CommandRow {
  /** One word, or a group of {@link commandGroups} and a word. */
  readonly name: string;
  readonly argument?: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly required?: readonly (readonly [flags: string, description: string])[];
  readonly example: string;
  /** What Ctrl-C does to it, as a clause; where nothing is worth telling, none. */
  readonly whenStopped?: string;
  readonly load: () => Promise<Command>;
}
