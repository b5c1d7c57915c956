import { loadConfig } from "../../io/load-config.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { renderRun } from "../render/render-run.ts";

/** Runs every stage; progress on stderr, the summary or the JSON document on stdout. */
export const runCommand: Command = async (_, { json = false, config }, { signal, directory, print }) => {
  const { definition, projectDirectory } = await loadConfig({ directory, path: config });
  const { run } = await import("../../pipeline.ts"); // a config that is wrong is told without waiting for it
  const result = await followRun((onEvent) => run(definition, { projectDirectory, signal, onEvent }));
  print(json ? jsonDocument(result) : renderRun(result));
  return result.status === "passed" ? exitCodes.ok : exitCodes.gateFailed;
};
