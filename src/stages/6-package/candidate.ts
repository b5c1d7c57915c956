/** The forms in which a model may ship; each is measured, and one ships only where it earns it. */

export const candidateKinds = ["float32", "float16", "int8", "pruned"] as const;
export type CandidateKind = (typeof candidateKinds)[number];

export interface Candidate {
  readonly kind: CandidateKind;
  readonly bytes: number;
  /** Latency of one row, microseconds. */
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  /** Latency of 64 rows, microseconds. */
  readonly p50Us64: number;
  readonly p95Us64: number;
  readonly p99Us64: number;
  /** Null for regression. */
  readonly accuracy: number | null;
  readonly logLoss: number | null;
  /** Regression only. */
  readonly rmse: number | null;
  readonly r2: number | null;
  /** The greatest change of any prediction against float32. */
  readonly maxChange: number;
  /** Why it ships or does not, in one sentence. */
  readonly verdict: string;
}
