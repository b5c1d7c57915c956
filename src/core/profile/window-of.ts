/** Whose window it is, and when: [from, to) in epoch milliseconds, by when the prediction was had. */
export interface WindowOf {
  readonly model: string;
  readonly version: number;
  readonly from: number;
  readonly to: number;
}
