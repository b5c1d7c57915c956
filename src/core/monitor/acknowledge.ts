import { AirworthyError } from "../error.ts";
import type { Acknowledgement, AlertState } from "./alert-state.ts";
import type { Judgement } from "./judge.ts";

/** Says that somebody has seen a firing alert: it resolves nothing. ALERT_NOT_FIRING where it is in another phase. */
export function acknowledge(state: AlertState, acknowledgement: Acknowledgement): Judgement {
  const { phase, acknowledged } = state;
  if (phase !== "firing") {
    const by = phase === "acknowledged" && acknowledged !== null ? ` by ${acknowledged.who}` : "";
    throw new AirworthyError(
      "ALERT_NOT_FIRING",
      `Cannot acknowledge the alert: it is ${phase}${by}, wanted one that is firing.`,
      { details: { phase } },
    );
  }
  const { at, who, note } = acknowledgement;
  return {
    state: { ...state, phase: "acknowledged", since: at, acknowledged: acknowledgement },
    entries: [{ at, change: "acknowledged", phase: "acknowledged", reading: null, bound: null, who, note }],
  };
}
