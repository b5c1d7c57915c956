/** The least probability that a loss counts, 2⁻²³: a float32 probability cannot be nearer to 1 without being it. */
export const leastProbability = 2 ** -23;

/** −ln of the probability that the truth was given, in nats. */
export function negativeLog(probability: number): number {
  return -Math.log(Math.min(1, Math.max(leastProbability, probability)));
}

/** The loss of a binary row whose probability of being positive is `probability`; `label` is 0 or 1. */
export function binaryLoss(probability: number, label: number): number {
  return negativeLog(label === 1 ? probability : 1 - probability);
}
