import type { Diary } from "./diary.ts";
import type { Evidence } from "./evidence.ts";

/** Something that the weeks have to show. */
export interface StationRow {
  readonly title: string;
  /** What must be seen, where it is not. */
  readonly wanted: string;
  /** Looks for it from `after` on, epoch milliseconds. */
  readonly find: (diary: Diary, after: number) => Evidence | null;
}
