import {
  chiSquared,
  type DriftMeasure,
  type DriftSignal,
  type DriftState,
  distanceBetween,
  judgeDrift,
  kolmogorovSmirnov,
  measureDrift,
  measureMissing,
  type Reference,
  type TestResult,
} from "../../../core/drift/index.ts";
import type { Profile } from "../../6-package/index.ts";
import { describeMissing, describeValues } from "./describe-change.ts";
import type { DriftSubject } from "./drift-subjects.ts";
import type { ValueCounts } from "./value-counts.ts";

export interface JudgedSignal extends DriftSignal {
  readonly state: DriftState;
}

/** Every distance of the values and both tests; null where one says nothing of such values. */
export type DriftFigures = Readonly<Record<Exclude<DriftMeasure, "kolmogorovSmirnov">, number | null>> & {
  readonly kolmogorovSmirnov: TestResult | null;
  readonly chiSquared: TestResult;
};

export interface SubjectDrift {
  readonly name: string;
  readonly role: Profile["role"];
  /** The worse one of both signals. */
  readonly state: DriftState;
  /** What changed, for people; empty unless something may have drifted. */
  readonly sentence: string;
  readonly importance: number | null;
  /** Distance × importance: by what it may do to the predictions. */
  readonly impact: number;
  /** Null where the values are not looked at, or there are none. */
  readonly values: JudgedSignal | null;
  readonly missing: JudgedSignal | null;
  readonly figures: DriftFigures | null;
  readonly profile: Profile;
  readonly baseline: ValueCounts;
  readonly window: ValueCounts;
}

export interface DriftReport {
  /** Rows of the window. */
  readonly rows: number;
  /** With fewer values nothing is said of a subject. */
  readonly leastCount: number;
  /** The chance that a window without drift shows any. */
  readonly falseAlarms: number;
  /** Windows of the baseline that thresholds were learned from; 0 where chance alone was reckoned with. */
  readonly referenceWindows: number;
  readonly counts: Readonly<Record<DriftState, number>>;
  /** Drift first, then possible drift; among equals by impact. */
  readonly subjects: readonly SubjectDrift[];
}

export interface DriftReportOptions {
  readonly measure?: DriftMeasure;
  readonly leastCount?: number;
  readonly falseAlarms?: number;
  /** A threshold of one's own for a subject in place of the learned one; undefined for none. */
  readonly thresholdOf?: (subject: Profile) => number | undefined;
}

export interface DriftReportInput {
  readonly subjects: readonly DriftSubject[];
  /** What the window holds of a subject; undefined where it was not counted. */
  readonly countsOf: (subject: Profile) => ValueCounts | undefined;
}

const order: readonly DriftState[] = ["drift", "possible", "ok", "notEnoughData"];

/** Compares a window with the baseline of a package: every subject that was counted, and its missing values. */
export function reportDrift(
  { subjects, countsOf }: DriftReportInput,
  options: DriftReportOptions = {},
): DriftReport {
  const { measure = "jensenShannon", leastCount = 100, falseAlarms = 0.05, thresholdOf } = options;
  const counted = subjects.flatMap((subject) => {
    const window = countsOf(subject.profile);
    if (window === undefined) return [];
    const threshold = thresholdOf?.(subject.profile);
    const present = [window.rows - window.missing, window.missing];
    const values =
      subject.values === null
        ? null
        : measureDrift(subject.values, window.counts, {
            measure: measureFor(measure, subject.values),
            threshold,
          });
    return [{ subject, window, signals: [values, measureMissing(subject.missing, present)] as const }];
  });
  const states = judgeDrift(
    counted.flatMap(({ signals }) => signals),
    { leastCount, falseAlarms },
  );
  const found = counted.map(({ subject, window, signals: [values, missing] }, index) => {
    const judged = {
      values: stated(values, states[2 * index]),
      missing: stated(missing, states[2 * index + 1]),
    };
    return subjectDrift(subject, window, judged);
  });
  const sorted = found.toSorted(
    (one, other) => order.indexOf(one.state) - order.indexOf(other.state) || other.impact - one.impact,
  );
  return {
    rows: Math.max(0, ...found.map(({ window }) => window.rows)),
    leastCount,
    falseAlarms,
    referenceWindows: Math.max(0, ...subjects.map(({ missing }) => missing.windows.length)),
    counts: countStates(sorted),
    subjects: sorted,
  };
}

/** What says nothing of categories is not asked of them. */
function measureFor(measure: DriftMeasure, { isOrdered, places }: Reference): DriftMeasure {
  const fits = { wasserstein: places !== null, kolmogorovSmirnov: isOrdered } as const;
  return measure in fits && !fits[measure as keyof typeof fits] ? "jensenShannon" : measure;
}

function stated(signal: DriftSignal | null, state: DriftState | undefined): JudgedSignal | null {
  return signal === null || state === undefined ? null : { ...signal, state };
}

type Judged = Pick<SubjectDrift, "values" | "missing">;

function subjectDrift(subject: DriftSubject, window: ValueCounts, judged: Judged): SubjectDrift {
  const { profile, values: reference, importance } = subject;
  const { values, missing } = judged;
  const distance = Math.max(values?.distance ?? 0, missing?.distance ?? 0);
  return {
    name: profile.name,
    role: profile.role,
    state: worse(
      values?.state ?? (reference === null ? "ok" : "notEnoughData"),
      missing?.state ?? "notEnoughData",
    ),
    sentence: sentenceOf(subject, window, judged),
    importance,
    impact: distance * (importance ?? 1),
    values,
    missing,
    figures: reference === null || values === null ? null : figuresOf(reference, window),
    profile,
    baseline: { rows: profile.rows, missing: profile.missing, counts: reference?.counts ?? [] },
    window,
  };
}

/** Where one of both cannot be judged, the other says what is wrong, but never that all is well. */
function worse(one: DriftState, other: DriftState): DriftState {
  const severity: readonly DriftState[] = ["ok", "notEnoughData", "possible", "drift"];
  return severity.indexOf(one) > severity.indexOf(other) ? one : other;
}

function sentenceOf({ profile, values }: DriftSubject, window: ValueCounts, judged: Judged): string {
  const isTold = (signal: JudgedSignal | null) => signal?.state === "drift" || signal?.state === "possible";
  const clauses = [
    ...(isTold(judged.missing) ? [describeMissing(profile, window)] : []),
    ...(isTold(judged.values) && values !== null ? [describeValues(profile, values.counts, window)] : []),
  ];
  return clauses.length === 0 ? "" : `${profile.name}: ${clauses.join("; ")}`;
}

function figuresOf(reference: Reference, { counts }: ValueCounts): DriftFigures {
  const distance = (measure: DriftMeasure) => distanceBetween(measure, reference, counts);
  return {
    jensenShannon: distance("jensenShannon"),
    wasserstein: distance("wasserstein"),
    populationStability: distance("populationStability"),
    largestDifference: distance("largestDifference"),
    kolmogorovSmirnov: reference.isOrdered ? kolmogorovSmirnov(reference.counts, counts) : null,
    chiSquared: chiSquared(reference.counts, counts),
  };
}

function countStates(subjects: readonly SubjectDrift[]): DriftReport["counts"] {
  const counts = { ok: 0, possible: 0, drift: 0, notEnoughData: 0 };
  for (const { state } of subjects) counts[state] += 1;
  return counts;
}
