/** The one thing to do now. */
import type { ListedAlert, Status } from "../../api/schema.gen.ts";
import { alertName, formatBound, formatMeasured } from "../../parts/alert-words.ts";
import { formatAgo, formatShare } from "../../parts/format.ts";

export interface NextAction {
  readonly title: string;
  readonly text: string;
  /** Where it is done; null where that is no page. */
  readonly to: string | null;
  readonly isUrgent: boolean;
}

const staleMs = 10 * 60_000;

type Rule = (status: Status, now: number) => NextAction | null;

/** The first that applies. */
const rules: readonly Rule[] = [
  ({ alerts }) => {
    const [first] = alerts.filter(({ phase }) => phase === "firing");
    return first === undefined ? null : lookInto(first);
  },
  ({ countedTo, predictions }, now) =>
    countedTo !== null && now - countedTo > staleMs && predictions > 0
      ? {
          title: "Start the monitors",
          text: `The log was counted up to ${formatAgo(countedTo, now)}: no monitor is running. airworthy serve runs them, or airworthy watch.`,
          to: null,
          isUrgent: true,
        }
      : null,
  ({ predictions }) =>
    predictions > 0
      ? null
      : {
          title: "Send it something to predict",
          text: "Nothing was predicted in this span of time: POST /predict takes a row, or choose a longer span.",
          to: null,
          isUrgent: false,
        },
  ({ coverage }) => {
    const { predicted = 0, labelled = 0 } = coverage?.due ?? {};
    if (predicted === 0 || labelled / predicted >= 0.1) return null;
    return {
      title: "Tell it what was right",
      text: `Only ${formatShare(labelled / predicted)} of predictions that should have a label have one: label what the queue asks for, or airworthy feedback import takes them.`,
      to: "/feedback",
      isUrgent: false,
    };
  },
  ({ drift }) =>
    (drift?.counts.drift ?? 0) === 0
      ? null
      : {
          title: "Look at what drifted",
          text: drift?.subjects.find(({ state }) => state === "drift")?.sentence ?? "",
          to: "/monitoring",
          isUrgent: false,
        },
];

export function nextAction(status: Status, now: number): NextAction {
  for (const rule of rules) {
    const found = rule(status, now);
    if (found !== null) return found;
  }
  return {
    title: "Nothing to do",
    text: "All that is watched is as it should be.",
    to: null,
    isUrgent: false,
  };
}

function lookInto(alert: ListedAlert): NextAction {
  const { declared, latest } = alert;
  const now = formatMeasured(latest?.value, declared);
  return {
    title: `Look into ${alertName(alert)}`,
    text: `It is ${now}, and fires ${formatBound(declared)}. Acknowledge it with what you found.`,
    to: `/alerts/${alert.id}`,
    isUrgent: true,
  };
}
