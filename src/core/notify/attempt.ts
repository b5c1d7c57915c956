/** What became of one attempt to deliver a message. */
export interface Attempt {
  readonly delivered: boolean;
  /** What came back, in words; never a secret. */
  readonly answer: string;
  /** How long the receiver asked to be left alone, milliseconds; null where it did not. */
  readonly retryAfterMs: number | null;
}
