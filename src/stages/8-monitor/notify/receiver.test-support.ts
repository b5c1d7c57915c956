/** Real receivers on this machine, for the suite that every channel passes. */
import type { ChannelSpec } from "../../../core/definition/index.ts";

export interface Setup {
  readonly spec: ChannelSpec;
  readonly environment: Readonly<Record<string, string>>;
}

/** What one kind of channel is tried against. */
export interface Receivers extends AsyncDisposable {
  /** Takes what it gets. */
  readonly fine: Setup;
  /** Takes nothing, and says back all that it got. */
  readonly refusing: Setup;
  /** Never answers. */
  readonly silent: Setup;
  /** Is not there. */
  readonly absent: Setup;
  /** What stands in the environment and must stand nowhere else. */
  readonly secrets: readonly string[];
  /** What `fine` has got, oldest first; the id where the protocol has a place for it. */
  received(): Promise<readonly Received[]>;
}

export interface Received {
  readonly id: string | null;
  /** Everything that a person may read. */
  readonly text: string;
}

/** What a receiver that never answers is given; others have all the time that a busy machine may take. */
export const shortLimit = "400ms";
export const ampleLimit = "20s";
