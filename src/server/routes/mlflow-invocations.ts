import { createRequire } from "node:module";
import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import type { Rows, ServedModel } from "../../stages/7-serve/index.ts";
import { rowExample } from "../example-body.ts";
import { inferCall, requireServing } from "../infer-call.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readJsonAs } from "../json-body.ts";
import type { Call, Route } from "../route.ts";
import { columnsOfRecords, columnsOfRows, feedsOfColumns, type NamedColumns } from "../rows-to-feeds.ts";
import { rowsOfOutputs } from "../tensor-rows.ts";

const record = z.record(z.string(), z.unknown());
const names = z.array(z.string()).max(4_096);

const invocationsSchema = z.object({
  dataframe_split: z
    .object({ columns: names, data: z.array(z.unknown()), index: z.array(z.unknown()).optional() })
    .optional(),
  dataframe_records: z.array(record).optional(),
  instances: z.array(z.unknown()).optional(),
  inputs: z.union([z.record(z.string(), z.array(z.unknown())), z.array(z.unknown())]).optional(),
  params: record.optional(),
});
type Invocations = z.infer<typeof invocationsSchema>;

export const invocationsRoute: Route = {
  method: "POST",
  paths: ["/invocations"],
  scope: "predict",
  predicts: true,
  summary: "Inference as MLflow's scoring server takes it: JSON (one of four forms) or CSV with a header",
  body: invocationsSchema,
  bodyTypes: ["text/csv"],
  example: (model) => ({ dataframe_records: [rowExample(model)] }),
  reply: z.object({ predictions: z.array(z.unknown()) }),
  errorBody: (message) => ({ error_code: "BAD_REQUEST", message }),
  async handle(call, context) {
    const serving = requireServing(context);
    const read = (model: ServedModel) => ({ rows: readers[mediaType(call)](call.body, model) });
    const { outputs } = await inferCall(call, context, { protocol: "mlflow", serving, read });
    return { body: { predictions: rowsOfOutputs(outputs, single) } };
  },
};

const readers = { "application/json": readJsonRows, "text/csv": readCsvRows } as const;

function mediaType({ headers }: Call): keyof typeof readers {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const unknown = parameters.find(
    (parameter) => parameter.trim() !== "" && !/^\s*charset="?utf-8"?\s*$/.test(parameter),
  );
  const known = type.trim();
  if (unknown === undefined && Object.hasOwn(readers, known)) return known as keyof typeof readers;
  throw new AirworthyError(
    "MEDIA_TYPE_UNSUPPORTED",
    "The content type must be application/json or text/csv, with no parameter but charset=utf-8.",
  );
}

function readJsonRows(body: Uint8Array, model: ServedModel): Rows {
  const request = readJsonAs(body, invocationsSchema);
  const given = (["dataframe_split", "dataframe_records", "instances", "inputs"] as const).filter(
    (form) => request[form] !== undefined,
  );
  const [form] = given;
  if (form === undefined || given.length > 1)
    throw invalidRequest(
      "The request must have exactly one of dataframe_split, dataframe_records, instances, inputs.",
    );
  return feedsOfColumns(formReaders[form](request, model), model, { extra: "ignore" });
}

const formReaders: Readonly<
  Record<Exclude<keyof Invocations, "params">, (request: Invocations, model: ServedModel) => NamedColumns>
> = {
  dataframe_split: ({ dataframe_split: { columns, data } = { columns: [], data: [] } }) =>
    columnsOfRows(data, columns),
  dataframe_records: ({ dataframe_records = [] }) => columnsOfRecords(dataframe_records),
  instances: ({ instances = [] }, model) => columnsOfAnything(instances, model),
  inputs: ({ inputs = [] }, model) =>
    Array.isArray(inputs) ? columnsOfAnything(inputs, model) : new Map(Object.entries(inputs)),
};

/** Rows as objects, or as arrays in the order of the model's inputs. */
function columnsOfAnything(rows: readonly unknown[], model: ServedModel): NamedColumns {
  const records = z.array(record).safeParse(rows);
  return records.success
    ? columnsOfRecords(records.data)
    : columnsOfRows(
        rows,
        model.inputs.map(({ name }) => name),
      );
}

/** Loaded when the first CSV comes. */
const csvParser = () => createRequire(import.meta.url)("csv-parse/sync") as typeof import("csv-parse/sync");

function readCsvRows(body: Uint8Array, model: ServedModel): Rows {
  const { parse } = csvParser();
  let rows: string[][];
  try {
    rows = parse(Buffer.from(body), { bom: true, skip_empty_lines: true });
  } catch (cause) {
    throw invalidRequest(
      "The request's body is not CSV with the same number of fields in every line.",
      cause,
    );
  }
  const [header, ...data] = rows;
  if (header === undefined) throw invalidRequest("The request's CSV has no header line.");
  return feedsOfColumns(columnsOfRows(data, header), model, { extra: "ignore", texts: true });
}

/** A single value as such. */
function single(row: unknown): unknown {
  return Array.isArray(row) && row.length === 1 ? row[0] : row;
}
