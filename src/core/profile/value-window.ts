/** What windows of columns, features and predictions share. */
export interface ValueWindow {
  readonly name: string;
  readonly role: "column" | "feature" | "prediction";
  /** Rows, and those of them without a value. */
  readonly rows: number;
  readonly missing: number;
}
