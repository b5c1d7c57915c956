/** What the log knows of a row beside its own columns: it goes through collect with them, and no further. */
import type { Column } from "../../core/column.ts";

/** When the event was had. */
export const arrivalColumn = "airworthy_arrival";
/** When its label was reported; missing where nobody did. */
export const labelArrivalColumn = "airworthy_label_arrival";

export const recordedColumns: Readonly<Record<string, Column>> = {
  [arrivalColumn]: { kind: "timestamp" },
  [labelArrivalColumn]: { kind: "timestamp" },
};
