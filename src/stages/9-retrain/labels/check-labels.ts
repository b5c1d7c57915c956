/**
 * Which of the labels that the champion has not learned are to be kept from a challenger. A challenger is measured on
 * the newest rows: were these labelled wrongly, the one that learned the wrong labels would look best. Labels that say
 * something else than the champion promised are either wrong, or the world has changed. They are taken where
 *
 *   - other sources say the same of the same time, or
 *   - the model's inputs changed together with the labels, and these do not say the very opposite of the answers, or
 *   - a person, or the config, trusts them;
 *
 * and are set aside where none holds, or where the other sources of the time say otherwise.
 */
import type { Engine } from "../../../io/engine.ts";
import type { StageContext } from "../../context.ts";
import {
  countCells,
  countOthers,
  type Grouping,
  groupings,
  groupLabels,
  type LabelGroup,
} from "./group-labels.ts";
import { inputChange } from "./input-change.ts";
import { type Cell, type Deviation, deviationsOf, distance, sureDeviations } from "./judge-groups.ts";
import { isWithin, type LabelScope, outsideSql, scopeSql } from "./label-scope.ts";
import { areOpposite } from "./opposite-labels.ts";
import { type ScoredLabels, type ScoredLabelsInput, scoreLabels } from "./scored-labels.ts";

export interface CheckLabelsInput extends ScoredLabelsInput {
  /** Labels that somebody trusts: they are taken whatever they say. */
  readonly trusted: readonly LabelScope[];
}

export interface LabelCheck {
  /** The version whose answers they were held against. */
  readonly version: number;
  /** Labels that it has not learned, each source's by itself. */
  readonly fresh: number;
  /** Not to be learned from. */
  readonly setAside: readonly JudgedLabels[];
  /** Labels that say something else, and were taken. */
  readonly taken: readonly JudgedLabels[];
}

/** Labels that say something else than the model promised. */
export interface JudgedLabels {
  readonly scope: LabelGroup["scope"];
  readonly labels: number;
  /** What they do, such as "contradict its answers". */
  readonly what: string;
  /** The share of them that does, and the one that was measured on rows with such answers. */
  readonly share: number;
  readonly expected: number;
  /** Why they were taken or set aside, in a sentence. */
  readonly why: string;
}

/** Holds the labels that the champion has not learned against its answers. Errors of the engine; CANCELLED. */
export async function checkLabels(input: CheckLabelsInput, context: StageContext): Promise<LabelCheck> {
  const { version } = input.champion;
  const labels = await scoreLabels(input, context);
  if (labels === null) return { version, fresh: 0, setAside: [], taken: [] };
  const bench: Bench = {
    ...{ input, labels, engine: context.engine },
    reference: await countCells(context.engine, { labels, from: labels.reference, where: "TRUE" }),
    taken: [],
    setAside: [],
  };
  for (const grouping of groupings) await judgeBy(grouping, bench);
  return { version, fresh: labels.rows, setAside: bench.setAside, taken: bench.taken };
}

interface Bench {
  readonly input: CheckLabelsInput;
  readonly labels: ScoredLabels;
  readonly engine: Engine;
  readonly reference: readonly Cell[];
  readonly taken: JudgedLabels[];
  readonly setAside: JudgedLabels[];
}

/** Groups with a sure deviation, neighbouring spans as one, are looked at more closely and judged. */
async function judgeBy(grouping: Grouping, bench: Bench): Promise<void> {
  const { engine, labels, reference, taken, setAside } = bench;
  const judged = [...taken, ...setAside].map(({ scope }) => scope);
  const groups = await groupLabels(engine, { labels, grouping, without: judged });
  const deviations = groups.map(({ cells }) => deviationsOf(cells, reference));
  const sure = sureDeviations(deviations);
  const deviating = groups.flatMap((group, place) => {
    const deviation = sure[place] ?? null;
    return deviation === null ? [] : [{ group, deviation, place }];
  });
  const suspects = groups.filter((_, place) => deviations[place]?.some(({ pValue }) => pValue < suspicion));
  const found = joinNeighbours(deviating, grouping.by);
  const agreeing = agreeingBefore(suspects, { judged, by: grouping.by });
  for (const group of found) {
    const [deviation] = deviationsOf(group.cells, reference).toSorted((a, b) => distance(b) - distance(a));
    if (deviation === undefined) continue;
    const { isTaken, why } = await verdictOn({ group, deviation, agreeing }, bench);
    (isTaken ? taken : setAside).push(describe(group, deviation, { bench, why }));
  }
}

function describe(
  { scope }: LabelGroup,
  { watched, rows, share, expected }: Deviation,
  { bench, why }: { readonly bench: Bench; readonly why: string },
): JudgedLabels {
  const what = bench.labels.watch.watched[watched]?.words ?? "";
  return { scope, labels: rows, what, share, expected, why };
}

interface BeforeInput {
  readonly judged: readonly LabelScope[];
  readonly by: Grouping["by"];
}

/** Without being sure: what may be the beginning of a change is not taken for what was before it. */
const suspicion = 0.01;

/** Labels from before anything may have deviated. */
function agreeingBefore(suspects: readonly LabelGroup[], { judged, by }: BeforeInput): string {
  if (by === "source") return "FALSE";
  const scopes = [...judged, ...suspects.map(({ scope }) => scope)];
  const first = Math.min(...scopes.flatMap((scope) => scope[by]?.from ?? []));
  return `_aw_${by} < ${first} AND ${outsideSql(scopes)}`;
}

interface Deviating {
  readonly group: LabelGroup;
  readonly deviation: Deviation;
  /** Among all groups, which stand in the order of source and time. */
  readonly place: number;
}

/** Spans of one source that follow each other and deviate alike, as one group. */
function joinNeighbours(found: readonly Deviating[], by: Grouping["by"]): LabelGroup[] {
  const joined: { group: LabelGroup; kind: string; place: number }[] = [];
  for (const { group, deviation, place } of found) {
    const { source } = group.scope;
    const kind = `${deviation.watched} ${deviation.share > deviation.expected}`;
    const last = joined.at(-1);
    const [before, own] = by === "source" ? [] : [last?.group.scope[by], group.scope[by]];
    const follows = before !== undefined && own !== undefined && last?.place === place - 1;
    if (last === undefined || !follows || last.group.scope.source !== source || last.kind !== kind) {
      joined.push({ group, kind, place });
      continue;
    }
    const scope = { source, [by]: { from: before.from, to: own.to } };
    const cells = sumCells(last.group.cells, group.cells);
    joined[joined.length - 1] = { group: { scope, cells }, kind, place };
  }
  return joined.map(({ group }) => group);
}

function sumCells(one: readonly Cell[], other: readonly Cell[]): Cell[] {
  return [...Map.groupBy([...one, ...other], ({ cell }) => cell)].map(([cell, own]) => ({
    cell,
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    hits: (own[0]?.hits ?? []).map((_, index) => own.reduce((sum, { hits }) => sum + (hits[index] ?? 0), 0)),
  }));
}

interface Judging {
  readonly group: LabelGroup;
  readonly deviation: Deviation;
  /** A condition: labels of before, which agree with the champion. */
  readonly agreeing: string;
}

interface Verdict {
  readonly isTaken: boolean;
  readonly why: string;
}

type Look = (judging: Judging, bench: Bench) => Promise<Verdict | null>;

/** The first that has something to say decides. */
const looks: readonly Look[] = [byTrust, byOtherSources, byInversion, byInputs];

async function verdictOn(judging: Judging, bench: Bench): Promise<Verdict> {
  for (const look of looks) {
    const verdict = await look(judging, bench);
    if (verdict !== null) return verdict;
  }
  const why = "No other source says so, and the model's inputs did not change with them.";
  return { isTaken: false, why };
}

async function byTrust({ group }: Judging, { input }: Bench): Promise<Verdict | null> {
  const isTrusted = input.trusted.some((scope) => isWithin(group.scope, scope));
  return isTrusted ? { isTaken: true, why: "They are trusted." } : null;
}

/** Below the first two sources differ; below the second one that does not differ says the same. */
const surelyDifferent = 0.001;
const saysSo = 0.05;

/** The other sources vote; where they are as many on both sides, who is farther from the champion is not believed. */
async function byOtherSources({ group, deviation }: Judging, bench: Bench): Promise<Verdict | null> {
  const { engine, labels, reference } = bench;
  const without = bench.setAside.map(({ scope }) => scope);
  const others = await countOthers(engine, { labels, scope: group.scope, without });
  let [agree, differ, farthest] = [0, 0, 0];
  for (const theirs of others) {
    const own = deviationsOf(theirs, reference);
    if (deviationsOf(group.cells, theirs).some(({ pValue }) => pValue < surelyDifferent)) {
      differ += 1;
      farthest = Math.max(farthest, ...own.map(distance));
    } else if ((own[deviation.watched]?.pValue ?? 1) < saysSo) agree += 1;
  }
  if (agree > 0 && agree + 1 > differ)
    return { isTaken: true, why: "Other sources say so of the same time as well." };
  if (differ > agree + 1 || (differ === agree + 1 && distance(deviation) > farthest))
    return { isTaken: false, why: "Other sources do not say so of the same time." };
  return null;
}

async function byInversion({ group }: Judging, { engine, labels }: Bench): Promise<Verdict | null> {
  const rows = `(SELECT * FROM ${labels.fresh} WHERE ${scopeSql(group.scope)})`;
  if (!(await areOpposite(engine, { rows, task: labels.watch.task }))) return null;
  const why = "They say the opposite of the answers: the surer the model is, the less often it is right.";
  return { isTaken: false, why };
}

/** So many rows that agree stand for what the inputs were; with fewer, those that the champion was measured on. */
const enoughAgreeing = 200;

async function byInputs({ group, agreeing }: Judging, bench: Bench): Promise<Verdict | null> {
  const { engine, labels, input } = bench;
  const before = `(SELECT * FROM ${labels.fresh} WHERE ${agreeing})`;
  const [{ n } = {}] = await engine.all(`SELECT count(*) AS n FROM ${before}`);
  const reference = Number(n) >= enoughAgreeing ? before : labels.reference;
  // Of every source: one may always have had rows unlike the others'.
  const { source: _, ...span } = group.scope;
  const rows = `(SELECT * FROM ${labels.fresh} WHERE ${scopeSql(span)})`;
  const change = await inputChange(engine, { definition: input.definition, rows, reference });
  if (change === null) return null;
  const share = `${(100 * change.moved).toFixed(0)}%`;
  return {
    isTaken: true,
    why: `The model's inputs changed with them: ${share} of the values of '${change.input}' lie elsewhere.`,
  };
}
