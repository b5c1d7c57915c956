/** What is trained: a multi-layer perceptron; no hidden layer is logistic (softmax, linear) regression. */

export interface EarlyStopping {
  /** Epochs without a better validation loss before training stops. */
  readonly patience: number;
}

export interface LearningRateSchedule {
  readonly kind: "constant" | "cosine" | "step";
  /** step: multiply by `factor` every `every` epochs. */
  readonly factor?: number;
  readonly every?: number;
  /** Epochs of linear warm-up from 0. */
  readonly warmupEpochs?: number;
}

export interface ModelSpec {
  readonly kind: "mlp";
  /** Widths of the hidden ReLU layers, input side first. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  /** Decoupled weight decay of AdamW, per step, times the learning rate. */
  readonly weightDecay: number;
  /** Weight of ½‖W‖² in the loss. */
  readonly l2: number;
  /** Share of hidden units dropped in training. */
  readonly dropout: number;
  /** Greatest L2 norm of the gradient; null is no clipping. */
  readonly clipGradient: number | null;
  /** Weight of each class in the loss; "balanced" is inverse to its frequency. */
  readonly classWeights: "none" | "balanced" | Readonly<Record<string, number>>;
  readonly earlyStopping: EarlyStopping | null;
  /** Categories with more different values than this are hashed into that many buckets. */
  readonly hashAbove: number;
}

export type MlpOptions = Partial<Omit<ModelSpec, "kind">>;

/** A multi-layer perceptron with sensible defaults: 32 and 16 hidden units, Adam, ten epochs. */
export function mlp(options: MlpOptions = {}): ModelSpec {
  return {
    kind: "mlp",
    hidden: [32, 16],
    epochs: 10,
    batchSize: 64,
    learningRate: 0.003,
    schedule: { kind: "constant" },
    weightDecay: 0,
    l2: 0,
    dropout: 0,
    clipGradient: null,
    classWeights: "none",
    earlyStopping: null,
    hashAbove: 1_000,
    ...options,
  };
}
