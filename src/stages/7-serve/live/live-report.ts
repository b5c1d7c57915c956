/** What the live core tells whoever counts. */
export interface LiveReport {
  /** For each batch that reached the log. */
  readonly onPhases: (phases: {
    readonly featuresMs: number;
    readonly computeMs: number;
    readonly logMs: number;
  }) => void;
  /** How long the first of a batch had waited. */
  readonly onQueued: (waitedMs: number) => void;
  /** Something failed that nobody waits for. */
  readonly onProblem: (cause: unknown) => void;
}
