/** The declared columns of an event: what a user says of the data before any of it is read. */

export const columnKinds = ["text", "category", "integer", "number", "boolean", "timestamp"] as const;
export type ColumnKind = (typeof columnKinds)[number];

export interface ColumnOptions {
  /** Personal data: hashed in logs and previews, and no input of the model unless named in `inputs`. */
  readonly pii?: boolean;
  /** Known only after the event (a delay, an amount paid): history may use it, the event's own row may not. */
  readonly outcome?: boolean;
  /** One sentence for the model card. */
  readonly description?: string;
}

export interface NumericOptions extends ColumnOptions {
  /** Values outside are set aside by the clean stage. */
  readonly min?: number;
  readonly max?: number;
  /** What NaN means in the source: a value to set aside (the default) or a missing one. */
  readonly nan?: "reject" | "missing";
}

export interface TextOptions extends ColumnOptions {
  /** An RE2 pattern that the whole value matches; others are set aside by the clean stage. */
  readonly pattern?: string;
}

export interface CategoryOptions extends ColumnOptions {
  /** The allowed values; others are set aside by the clean stage. */
  readonly values?: readonly string[];
}

export interface TimestampOptions extends ColumnOptions {
  /** A strptime format where the values are not ISO 8601, e.g. `"%d/%m/%Y %H:%M"`. */
  readonly format?: string;
  /** The zone of values that name none; `"UTC"` unless told. An IANA name. */
  readonly zone?: string;
}

export interface Column<K extends ColumnKind = ColumnKind>
  extends NumericOptions,
    TextOptions,
    CategoryOptions,
    TimestampOptions {
  readonly kind: K;
}

/** Free text; an input of the model only through features made from it. */
export function text(options: TextOptions = {}): Column<"text"> {
  return { kind: "text", ...options };
}

/** One of a set of names, such as a device or a country. */
export function category(options: CategoryOptions = {}): Column<"category"> {
  return { kind: "category", ...options };
}

/** A whole number within ±2⁵³. */
export function integer(options: NumericOptions = {}): Column<"integer"> {
  return { kind: "integer", ...options };
}

/** A 64-bit floating-point number, finite. */
export function number(options: NumericOptions = {}): Column<"number"> {
  return { kind: "number", ...options };
}

/** True or false; `true/false`, `t/f`, `yes/no` and `1/0` are read as such. */
export function boolean(options: ColumnOptions = {}): Column<"boolean"> {
  return { kind: "boolean", ...options };
}

/** An instant, kept as UTC microseconds. */
export function timestamp(options: TimestampOptions = {}): Column<"timestamp"> {
  return { kind: "timestamp", ...options };
}
