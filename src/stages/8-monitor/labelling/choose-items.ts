/** Why a prediction is worth a label; what comes first keeps an item that others would have, too. */
export const queueReasons = ["random", "wrong", "drifting", "uncertain"] as const;
export type QueueReason = (typeof queueReasons)[number];

/** Each reason's part of the queue. What one does not fill, the others do. */
const shares: Readonly<Record<QueueReason, number>> = {
  random: 0.2,
  wrong: 0.3,
  drifting: 0.2,
  uncertain: 0.3,
};

/** Who takes what others leave: the chance keeps its share. */
const takesMore: readonly QueueReason[] = ["wrong", "uncertain", "drifting", "random"];

interface Candidate {
  readonly predictionId: string;
  readonly reason: QueueReason;
  /** 1-based, among those of its reason. */
  readonly place: number;
}

/** Of candidates in the order of their places, `limit` different ones, the reasons in turns. */
export function chooseItems<T extends Candidate>(
  candidates: readonly T[],
  limit: number,
): Omit<T, "place">[] {
  const taken = new Map<string, T>();
  const take = (reason: QueueReason, most: number) => {
    let left = Math.min(most, limit - taken.size);
    for (const candidate of candidates) {
      if (left <= 0) return;
      if (candidate.reason !== reason || taken.has(candidate.predictionId)) continue;
      taken.set(candidate.predictionId, candidate);
      left -= 1;
    }
  };
  for (const reason of queueReasons) take(reason, Math.max(1, Math.round(shares[reason] * limit)));
  for (const reason of takesMore) take(reason, limit);
  const turns = new Map<QueueReason, number>();
  return [...taken.values()]
    .map((item) => {
      const turn = turns.get(item.reason) ?? 0;
      turns.set(item.reason, turn + 1);
      return { item, turn: (turn + 0.5) / shares[item.reason] };
    })
    .toSorted((one, other) => one.turn - other.turn)
    .map(({ item: { place: _, ...rest } }) => rest);
}
