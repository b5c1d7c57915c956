/** Bounds on what one request may take. */
export interface Limits {
  /** Of a body, sent and decompressed. */
  readonly bodyBytes: number;
  readonly rows: number;
  /** Of one line of a stream. */
  readonly lineBytes: number;
  /** For an inference request that names no time of its own. */
  readonly defaultTimeoutMs: number;
  /** The greatest time that a request may name. */
  readonly greatestTimeoutMs: number;
  /** For the whole request to arrive. */
  readonly receiveMs: number;
  /** Streams of events that one process keeps open. */
  readonly streams: number;
  /** A stream that has nothing to tell says so this often. */
  readonly aliveMs: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 16 * 2 ** 20,
  rows: 16_384,
  lineBytes: 2 ** 20,
  defaultTimeoutMs: 5_000,
  greatestTimeoutMs: 60_000,
  receiveMs: 30_000,
  streams: 64,
  aliveMs: 10_000,
};
