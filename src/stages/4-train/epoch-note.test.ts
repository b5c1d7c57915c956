import { expect, test } from "vitest";
import { epochNote } from "./epoch-note.ts";

type Losses = readonly (readonly [train: number, validation: number])[];

const cases: readonly (readonly [note: string, losses: Losses])[] = [
  ["before training: random weights, what the epochs are measured against", [[0.7, 0.7]]],
  [
    "loss fell on both sides: still learning",
    [
      [0.7, 0.7],
      [0.6, 0.6],
    ],
  ],
  [
    "validation loss rose while training loss fell: overfitting begins",
    [
      [0.7, 0.7],
      [0.6, 0.8],
    ],
  ],
  [
    "training loss fell, validation loss stands: little more to gain",
    [
      [0.7, 0.7],
      [0.6, 0.7001],
    ],
  ],
  [
    "validation loss fell to its lowest",
    [
      [0.7, 0.7],
      [0.8, 0.6],
    ],
  ],
  [
    "validation loss fell again, above its best",
    [
      [0.7, 0.5],
      [0.6, 0.7],
      [0.5, 0.6],
    ],
  ],
  [
    "loss rose on both sides: the steps may be too large",
    [
      [0.7, 0.7],
      [0.8, 0.8],
    ],
  ],
  [
    "validation loss rose: unsettled",
    [
      [0.7, 0.7],
      [0.7, 0.8],
    ],
  ],
  [
    "nothing moved: a plateau",
    [
      [0.7, 0.7],
      [0.7001, 0.6999],
    ],
  ],
];

test.each(cases)("epochNote() says '%s'", (note, losses) => {
  expect(epochNote(losses.map(([trainLoss, validationLoss]) => ({ trainLoss, validationLoss })))).toBe(note);
});
