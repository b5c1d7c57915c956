/**
 * Every failure that a user can meet has a row in the table. Nothing else is thrown on purpose:
 * an error that is not an {@link AirworthyError} is a defect of Airworthy.
 */
import type { ErrorRow } from "./error-row.ts";
import { serverErrors } from "./server-errors.ts";
import { workErrors } from "./work-errors.ts";

export const errorTable = { ...workErrors, ...serverErrors } as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export interface FailureOptions {
  readonly cause?: unknown;
  /** Machine-readable facts: row, column, value, SQL. Never a secret, never personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error with a code from {@link errorTable}; the message says the action, the value and what was wanted. */
export class AirworthyError extends Error {
  override readonly name = "AirworthyError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    const { cause, details = {} } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}
