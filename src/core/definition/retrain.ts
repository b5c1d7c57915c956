/** The `retrain` section: when a challenger is trained without being asked for, and whether it may become the champion. No stage reads it. */
import { type Duration, durationMicros } from "../time.ts";

export const promotionPolicies = ["manual", "when better", "when not worse"] as const;
export type PromotionPolicy = (typeof promotionPolicies)[number];

/** How a challenger that the policy lets pass becomes the champion. */
export const promotionWays = ["at once", "shadow", "canary"] as const;
export type PromotionWay = (typeof promotionWays)[number];

export interface RetrainOptions {
  /** Whether the challenger becomes the champion: "manual" (unless told) leaves it to a person. */
  readonly promote?: PromotionPolicy;
  /** "at once" unless told; "shadow" and "canary" begin a rollout, and its gates decide the rest. */
  readonly through?: PromotionWay;
  /** Retrains when an alert on quality, estimated accuracy or drift fires; not unless told. */
  readonly onAlert?: boolean;
  /** Retrains when the newest version is older; not unless told. */
  readonly every?: Duration;
  /** Retrains when as many labels were reported since the last retraining; not unless told. */
  readonly newLabels?: number;
  /** Only labelled rows of the newest span are learned from and judged by, back from the newest; all unless told. */
  readonly window?: Duration;
  /** Between two retrainings that nobody asked for; a day unless told. */
  readonly coolDown?: Duration;
  /** Retrainings in any 24 hours that nobody asked for, at most; 2 unless told. */
  readonly perDay?: number;
}

export interface RetrainDefinition {
  readonly promote: PromotionPolicy;
  readonly through: PromotionWay;
  readonly onAlert: boolean;
  readonly everyMs: number | null;
  readonly newLabels: number | null;
  /** Null: the whole history. */
  readonly windowMs: number | null;
  readonly coolDownMs: number;
  readonly perDay: number;
}

/** What `options` mean. */
export function resolveRetrain(options: RetrainOptions = {}): RetrainDefinition {
  const {
    promote = "manual",
    through = "at once",
    onAlert = false,
    every,
    newLabels,
    window,
    coolDown = "1d",
    perDay = 2,
  } = options;
  return {
    promote,
    through,
    onAlert,
    everyMs: every === undefined ? null : durationMicros(every) / 1_000,
    newLabels: newLabels ?? null,
    windowMs: window === undefined ? null : durationMicros(window) / 1_000,
    coolDownMs: durationMicros(coolDown) / 1_000,
    perDay,
  };
}

/** Whether anything may call for a retraining without somebody who asks. */
export function hasTrigger({ onAlert, everyMs, newLabels }: RetrainDefinition): boolean {
  return onAlert || everyMs !== null || newLabels !== null;
}

/** Everything in the definition's `retrain` that has no meaning, one clause each. */
export function retrainProblems({
  retrain,
  monitor,
}: {
  readonly retrain?: RetrainDefinition;
  readonly monitor: readonly { readonly kind: string }[];
}): readonly string[] {
  if (retrain === undefined) return [];
  const { promote, through, onAlert, newLabels, perDay } = retrain;
  const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;
  return [
    ...(promotionPolicies.includes(promote)
      ? []
      : [`retrain.promote is '${promote}'; wanted one of ${promotionPolicies.join(", ")}`]),
    ...(promotionWays.includes(through)
      ? []
      : [`retrain.through is '${through}'; wanted one of ${promotionWays.join(", ")}`]),
    ...(newLabels === null || isCount(newLabels) ? [] : ["retrain.newLabels wants a whole, positive number"]),
    ...(isCount(perDay) ? [] : ["retrain.perDay wants a whole, positive number"]),
    ...(onAlert && !monitor.some(({ kind }) => isQualityKind(kind))
      ? ["retrain.onAlert has no monitor to wait for: wanted one on a metric, estimated accuracy or drift"]
      : []),
  ];
}

/** Monitors whose alert says that the model is no longer good, rather than the server. */
export function isQualityKind(kind: string): boolean {
  return kind === "quality" || kind === "estimatedAccuracy" || kind === "drift";
}
