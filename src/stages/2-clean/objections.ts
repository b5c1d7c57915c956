/** When the rules stop the run: a rule that must not be met, too much set aside, nothing left. */
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { quoteIdentifier } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import type { CompiledRules } from "./compile-rules.ts";
import { columnsRead, type RuleOutcome } from "./rule-outcome.ts";

export interface ObjectionInput {
  readonly definition: Definition;
  readonly outcomes: readonly RuleOutcome[];
  readonly rules: CompiledRules;
}

/** RULE_FAILED names the first row that a rule with the policy fail met, and its value. */
export async function checkFailures(input: ObjectionInput, context: StageContext): Promise<void> {
  const { definition, outcomes } = input;
  const index = outcomes.findIndex(({ policy, rows }) => policy === "fail" && rows > 0);
  const rule = definition.rules[index];
  const outcome = outcomes[index];
  if (rule === undefined || outcome === undefined) return;
  const [example] = await findExamples(input, { index, limit: 1 }, context);
  const more = outcome.rows === 1 ? "" : ` and ${(outcome.rows - 1).toLocaleString("en-US")} more rows`;
  throw new AirworthyError("RULE_FAILED", `The rule '${rule.name}' met ${example?.text ?? "a row"}${more}.`, {
    details: { rule: rule.name, row: example?.row ?? null, rejectedRows: outcome.rows },
  });
}

export interface SetAsideInput extends ObjectionInput {
  readonly rowsIn: number;
  readonly alreadyRejected: number;
}

/** TOO_MANY_REJECTED where what collect and the rules set aside is above the allowed share. */
export async function checkSetAside(input: SetAsideInput, context: StageContext): Promise<void> {
  const { definition, outcomes, rowsIn, alreadyRejected } = input;
  const { maxRejectedShare } = definition.events;
  const byRule = outcomes.map(({ policy, rows }) => (policy === "setAside" ? rows : 0));
  const rejectedRows = byRule.reduce((sum, rows) => sum + rows, alreadyRejected);
  const total = rowsIn + alreadyRejected;
  if (rejectedRows <= maxRejectedShare * total) return;
  const most = Math.max(0, ...byRule);
  const index = byRule.indexOf(most);
  const rule = most === 0 ? undefined : definition.rules[index];
  const examples = rule === undefined ? [] : await findExamples(input, { index, limit: 3 }, context);
  const blame =
    rule === undefined
      ? "collect set them aside"
      : `most of them by the rule '${rule.name}' (${most.toLocaleString("en-US")}), for example ${examples.map(({ text }) => text).join(", ")}`;
  throw new AirworthyError(
    "TOO_MANY_REJECTED",
    `${rejectedRows.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} rows are set aside (maxRejectedShare allows ${maxRejectedShare * 100}%), ${blame}.`,
    {
      details: {
        rows: total,
        rejectedRows,
        alreadyRejected,
        rule: rule?.name ?? null,
        rowNumbers: examples.map(({ row }) => row),
      },
    },
  );
}

/** NO_ROWS names the rule that took most. */
export function checkRowsLeft({
  outcomes,
  rowsIn,
  rejectedRows,
}: {
  readonly outcomes: readonly RuleOutcome[];
  readonly rowsIn: number;
  readonly rejectedRows: number;
}): void {
  if (rowsIn > rejectedRows) return;
  const takers = outcomes
    .filter(({ policy }) => policy === "drop" || policy === "setAside")
    .toSorted((a, b) => b.rows - a.rows);
  const [most] = takers;
  const blame =
    most === undefined || rowsIn === 0
      ? "there were none before"
      : `the rule '${most.rule}' took ${most.rows.toLocaleString("en-US")} of ${rowsIn.toLocaleString("en-US")}`;
  throw new AirworthyError("NO_ROWS", `No row is left after cleaning: ${blame}.`, {
    details: { rowsIn, rejectedRows, rule: most?.rule ?? null },
  });
}

interface Example {
  readonly row: number;
  readonly text: string;
}

const longestShown = 60;

async function findExamples(
  { definition, rules }: ObjectionInput,
  { index, limit }: { index: number; limit: number },
  context: StageContext,
): Promise<Example[]> {
  const rule = definition.rules[index];
  const names =
    rule === undefined
      ? []
      : columnsRead(rule, definition).filter((name) => definition.events.columns[name]?.pii !== true);
  const values = names
    .map((name, place) => `, CAST(${quoteIdentifier(name)} AS VARCHAR) AS v${place}`)
    .join("");
  const rows = await context.engine.all(
    `SELECT _aw_row${values} FROM ${rules.from} WHERE _aw_hit = ${index + 1} ORDER BY _aw_row LIMIT ${limit}`,
  );
  return rows.map((row) => {
    const shown = names.map((name, place) => `${name} is ${shorten(row[`v${place}`])}`);
    return {
      row: Number(row._aw_row),
      text: shown.length === 0 ? `row ${row._aw_row}` : `row ${row._aw_row} (${shown.join(", ")})`,
    };
  });
}

function shorten(value: unknown): string {
  const text = value === null ? "missing" : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
