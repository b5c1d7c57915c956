import { AirworthyError } from "../../core/error.ts";
import { parseEvent } from "../1-collect/index.ts";
import { type CleanedEvent, cleanEvent } from "../2-clean/index.ts";
import { decisionOf } from "./answer.ts";
import { answerRow } from "./example.ts";
import type { ExampleRow } from "./feeds-of-row.ts";
import { loadPackage, packageFiles } from "./load-package.ts";
import { invalid } from "./signature.ts";

export interface Proof {
  /** The raw event of the example, personal data included. */
  readonly event: ExampleRow;
  readonly trustedKey: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Loads what was written and asks it for its own example: the raw event must parse and stay by the rules, and the
 * answer be the recorded one; PACKAGE_INVALID where not.
 */
export async function proveExample(directory: string, { event, trustedKey, now }: Proof): Promise<void> {
  const { manifest, model } = await loadPackage(directory, { trustedKey });
  const { definition, cleaning } = manifest;
  const reason = rejectionOf(() =>
    cleanEvent(definition, cleaning, parseEvent(definition, event), { now, outcomesKnown: false }),
  );
  if (reason !== null) throw invalid(packageFiles.manifest, `it rejects its own example by ${reason}`);
  const answer = await answerRow(model, manifest.example.inputs, {
    definition,
    decision: decisionOf(manifest),
  });
  if (JSON.stringify(answer) === JSON.stringify(manifest.example.answer)) return;
  throw invalid(
    packageFiles.model,
    `it answers its own example with ${answer.prediction}, and ${manifest.example.answer.prediction} was recorded`,
  );
}

/** The rule that rejects, or the code of the failure to parse; null where the event stays. Never a value of it. */
function rejectionOf(clean: () => CleanedEvent): string | null {
  try {
    const cleaned = clean();
    return "event" in cleaned ? null : `the rule '${cleaned.rejectedBy.name}'`;
  } catch (cause) {
    if (cause instanceof AirworthyError) return cause.code;
    throw cause;
  }
}
