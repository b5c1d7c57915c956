import type { Parameter } from "./engine.ts";

/** What stands in a query as `$1`, `$2`, …: an error carries its SQL, and so none of these. */
export class Parameters {
  readonly values: Parameter[] = [];

  /** The SQL that stands for `value`. */
  add(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
