import { findRun } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderRecord } from "../render/render-record.ts";

/** Shows one run in full. */
export const show: Command = async (name = "latest", options, context) => {
  const found = await withProject(options, context, ({ store }) => findRun(store, name));
  const { id, status, startedAt, endedAt, error, definition, stages, result } = found;
  const facts = { run: id, name: found.name, status, startedAt, endedAt, error, stages };
  const document = { ...facts, ...(result === null ? {} : result), definition };
  context.print(options.json === true ? jsonDocument(document) : renderRecord(found));
  return exitCodes.ok;
};
