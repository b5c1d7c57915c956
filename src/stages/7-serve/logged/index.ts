export {
  arrivalColumn,
  type CleanedLog,
  type CleanLoggedInput,
  cleanLogged,
  seqColumn,
} from "./clean-logged.ts";
export { plainJson } from "./plain-json.ts";
export { predictionLines } from "./prediction-lines.ts";
export { type SpoolContext, type SpoolTable, spoolLines } from "./spool-lines.ts";
