/** What is said of a failure that a user can meet. */
export interface ErrorRow {
  /** What has happened, in one sentence. */
  readonly meaning: string;
  /** What the reader can do now. */
  readonly remedy: string;
  readonly httpStatus: number;
  readonly exitCode: number;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
}
