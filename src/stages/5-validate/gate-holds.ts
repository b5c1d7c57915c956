import type { Gate } from "../../core/definition/index.ts";

/** Whether `value` is what the gate wants. */
export function gateHolds({ direction, bound }: Gate, value: number): boolean {
  return direction === "atLeast" ? value >= bound : value <= bound;
}
