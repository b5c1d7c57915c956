/** One sentence on what an epoch means, from the losses of this epoch and those before, the first being the random weights'. */

export interface EpochLosses {
  readonly trainLoss: number;
  readonly validationLoss: number;
}

/** A loss that changes by less than this share has not changed. */
const flat = 0.002;

interface EpochFacts {
  /** Whether this epoch's validation loss is the lowest so far. */
  readonly best: boolean;
  readonly first: boolean;
  readonly train: -1 | 0 | 1;
  readonly validation: -1 | 0 | 1;
}

const sentences: readonly (readonly [holds: (facts: EpochFacts) => boolean, sentence: string])[] = [
  [({ first }) => first, "before training: random weights, what the epochs are measured against"],
  [
    ({ train, validation }) => train < 0 && validation > 0,
    "validation loss rose while training loss fell: overfitting begins",
  ],
  [
    ({ train, validation }) => train < 0 && validation === 0,
    "training loss fell, validation loss stands: little more to gain",
  ],
  [
    ({ train, validation, best }) => train <= 0 && validation < 0 && best,
    "loss fell on both sides: still learning",
  ],
  [({ validation, best }) => validation < 0 && best, "validation loss fell to its lowest"],
  [({ validation }) => validation < 0, "validation loss fell again, above its best"],
  [
    ({ train, validation }) => train > 0 && validation > 0,
    "loss rose on both sides: the steps may be too large",
  ],
  [({ validation }) => validation > 0, "validation loss rose: unsettled"],
  [() => true, "nothing moved: a plateau"],
];

/** What the last of `epochs` means. */
export function epochNote(epochs: readonly EpochLosses[]): string {
  const now = epochs.at(-1);
  const before = epochs.at(-2);
  const facts: EpochFacts = {
    first: before === undefined,
    best: epochs.every((epoch) => epoch.validationLoss >= (now?.validationLoss ?? 0)),
    train: direction(before?.trainLoss, now?.trainLoss),
    validation: direction(before?.validationLoss, now?.validationLoss),
  };
  return sentences.find(([holds]) => holds(facts))?.[1] ?? "";
}

function direction(before = 0, now = 0): -1 | 0 | 1 {
  if (Math.abs(now - before) <= flat * Math.abs(before)) return 0;
  return now < before ? -1 : 1;
}
