import { type Definition, missingVariables } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { findConfig, loadConfig } from "../../io/load-config.ts";
import { withEngine } from "../../pipeline/predict.ts";
import { inspectSource, type SourceInspection } from "../../stages/1-collect/index.ts";
import { checkTypes, type TypeCheck } from "../check-types.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { type Finding, renderFindings } from "../render/finding-list.ts";
import { canvas } from "../render/style.ts";

/** Checks types, meaning, sources and columns, all of them whatever the others say; runs nothing. */
export const check: Command = async (_, { json = false, config }, context) => {
  const path = await findConfig({ directory: context.directory, path: config });
  const types = await checkTypes(path);
  const loaded = await attempt(() => loadConfig({ path }));
  const findings: Finding[] = [
    ...problemsOf("config", loaded, ({ definition }) => describe(definition)),
    ...typeFindings(types),
  ];
  if (loaded instanceof AirworthyError) {
    findings.push({ about: "source", status: "skipped", message: "not looked at: the config does not load" });
  } else {
    const inspected = await attempt(() => withEngine(context, (engine) => inspectSource(loaded, engine)));
    findings.push(...problemsOf("source", inspected, describeSource), ...misfits(inspected));
    findings.push(...notifyFindings(loaded.definition));
  }
  const passed = findings.every(({ status }) => status !== "wrong");
  context.print(
    json
      ? jsonDocument({ config: path, status: passed ? "passed" : "failed", findings })
      : renderFindings(path, findings, canvas()),
  );
  return passed ? exitCodes.ok : exitCodes.error;
};

async function attempt<T>(work: () => Promise<T>): Promise<T | AirworthyError> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AirworthyError) return cause;
    throw cause;
  }
}

function problemsOf<T>(
  about: Finding["about"],
  result: T | AirworthyError,
  describeFine: (result: T) => string,
): Finding[] {
  if (!(result instanceof AirworthyError)) {
    return [{ about, status: "fine", message: describeFine(result) }];
  }
  const { problems } = result.details;
  const messages = Array.isArray(problems) ? problems.map(String) : [result.message];
  return messages.map((message) => ({ about, status: "wrong", message }));
}

function typeFindings({ typescript, problems }: TypeCheck): Finding[] {
  if (typescript === null) {
    const message = "not checked: the project has no TypeScript (npm install --save-dev typescript)";
    return [{ about: "types", status: "skipped", message }];
  }
  if (problems.length === 0) {
    return [{ about: "types", status: "fine", message: `checked by TypeScript ${typescript}` }];
  }
  return problems.map((message) => ({ about: "types", status: "wrong", message }));
}

function describe({ name, events, features, inputs }: Definition): string {
  const columns = Object.keys(events.columns).length;
  return `pipeline '${name}': ${columns} columns, ${features.length} features, ${inputs.length} model inputs, ${events.label.task} label '${events.label.column}'`;
}

function describeSource({ columns, rows, undeclared }: SourceInspection): string {
  const others = undeclared.length === 0 ? "" : `; undeclared and kept: ${undeclared.join(", ")}`;
  return `every declared column is among its ${columns}; looked at ${rows} rows${others}`;
}

/** Variables may be set only where the server runs: a note, by name, and no reason to refuse. */
function notifyFindings({ notify }: Definition): Finding[] {
  const channels = Object.keys(notify?.channels ?? {});
  if (notify === undefined || channels.length === 0) return [];
  const missing = missingVariables(notify, process.env);
  if (missing.length === 0)
    return [{ about: "notify", status: "fine", message: `${channels.join(", ")}: every variable is set` }];
  return missing.map(({ channel, variable }) => ({
    about: "notify",
    status: "skipped",
    message: `the environment variable ${variable} of the channel '${channel}' is not set here`,
  }));
}

/** Rows that do not fit are set aside by a run; a few of them are no reason to refuse. */
function misfits(inspected: SourceInspection | AirworthyError): Finding[] {
  if (inspected instanceof AirworthyError) return [];
  if (inspected.rows === 0)
    return [{ about: "source", status: "wrong", message: "it has columns and no row" }];
  return Object.entries(inspected.misfits).map(([column, count]) => ({
    about: "source",
    status: count === inspected.rows ? "wrong" : "skipped",
    message: `${count} of the first ${inspected.rows} rows do not fit '${column}'; a run sets such rows aside`,
  }));
}
