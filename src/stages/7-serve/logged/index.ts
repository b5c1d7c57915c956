export {
  arrivalColumn,
  type CleanedLog,
  type CleanLoggedInput,
  cleanedRows,
  cleanLogged,
  type LoggedRows,
  refusedColumn,
  seqColumn,
} from "./clean-logged.ts";
export { plainJson, plainJsonOf } from "./plain-json.ts";
export { predictionLines } from "./prediction-lines.ts";
export { type SpoolContext, type SpoolTable, spoolLines } from "./spool-lines.ts";
