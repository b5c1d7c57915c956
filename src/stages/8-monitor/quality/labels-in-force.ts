/** Which of the labels that sources gave a prediction holds, by the definition's policy, in SQL over many at once. */
import { type FeedbackPolicy, settledSource } from "../../../core/definition/index.ts";
import { withdrawnSql } from "../../../core/withdrawn-label.ts";
import { quoteText } from "../../../io/engine.ts";

/**
 * FROM item with one row for each `key` of `told` (key, source, seq, label, received_at): the label that holds, the seq
 * and received_at of who said it last, and `opinions`, how many different labels sources hold. Of each source only what
 * it said last counts; one that took its label back says nothing.
 */
export function labelsInForce(told: string, policy: FeedbackPolicy): string {
  const latest = `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY key, source ORDER BY seq DESC) AS age
    FROM ${told}) WHERE age = 1 AND NOT ${withdrawnSql("label")}`;
  const ranked = `SELECT *, row_number() OVER (PARTITION BY key ORDER BY ${orders[policy.kind](policy)}) AS place,
      count(DISTINCT label) OVER (PARTITION BY key) AS opinions
    FROM (SELECT *, count(*) OVER same AS votes, max(seq) OVER same AS newest FROM (${latest})
      WINDOW same AS (PARTITION BY key, label))`;
  return `(SELECT key, label, seq, received_at, opinions FROM (${ranked}) WHERE place = 1)`;
}

type Order = (policy: FeedbackPolicy) => string;

const orders: Readonly<Record<FeedbackPolicy["kind"], Order>> = {
  last: () => "seq DESC",
  majority: () =>
    `CASE WHEN source = ${quoteText(settledSource)} THEN 0 ELSE 1 END, votes DESC, newest DESC, seq DESC`,
  trusted(policy) {
    const sources = policy.kind === "trusted" ? [settledSource, ...policy.sources] : [];
    const list = `[${sources.map(quoteText).join(", ")}]::VARCHAR[]`;
    return `nullif(list_position(${list}, source), 0) ASC NULLS LAST, seq DESC`;
  },
};
