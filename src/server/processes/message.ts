/** What a supervisor and its worker processes say to each other. */

/** A server that answers, as its worker knows it. */
export interface Listening {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  readonly grpcPort: number | null;
  readonly model: { readonly name: string; readonly version: number };
}

/** Every metric of one process as a registry gives it for aggregation. */
export type ProcessMetrics = readonly object[];

export type WorkerMessage =
  | { readonly kind: "listening"; readonly server: Listening }
  /** Asks for the metrics of all workers. */
  | { readonly kind: "gather"; readonly id: number }
  /** Its own metrics, which were asked for. */
  | { readonly kind: "report"; readonly id: number; readonly metrics: ProcessMetrics };

export type SupervisorMessage =
  | { readonly kind: "stop" }
  /** Asks for the metrics of this worker. */
  | { readonly kind: "report"; readonly id: number }
  | { readonly kind: "gathered"; readonly id: number; readonly metrics: readonly ProcessMetrics[] };
