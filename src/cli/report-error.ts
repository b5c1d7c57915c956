/** The one place that words errors for a person, or for a program that asked for JSON. */
import { AirworthyError, errorTable } from "../core/error.ts";
import { ownVersion } from "../io/own-version.ts";
import { jsonDocument } from "./command.ts";
import { painter, wrap } from "./render/style.ts";

export interface ReportOptions {
  readonly json: boolean;
  /** Writes to stdout. */
  readonly print: (text: string) => void;
}

/** Tells an error, on stderr or as a JSON document on stdout; returns the exit code. */
export function reportError(cause: unknown, { json, print }: ReportOptions): number {
  const error = describeError(cause);
  if (json) print(jsonDocument({ error: error.document }));
  else process.stderr.write(error.text);
  if (process.env.AIRWORTHY_DEBUG === "1" && cause instanceof Error) {
    process.stderr.write(`${stackWithCauses(cause)}\n`);
  }
  return error.exitCode;
}

interface ErrorDescription {
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly exitCode: number;
}

/** An error's words and exit code; what is no AirworthyError is a defect, and says so. */
export function describeError(cause: unknown): ErrorDescription {
  if (!(cause instanceof AirworthyError)) return describeDefect(cause);
  const { code, message, details } = cause;
  const { remedy, exitCode, retryable } = errorTable[code];
  return {
    text: errorText(code, message, remedy),
    document: { code, message, remedy, retryable, details },
    exitCode,
  };
}

function describeDefect(cause: unknown): ErrorDescription {
  const message = `This is a defect of Airworthy: ${cause instanceof Error ? cause.message : String(cause)}`;
  const remedy =
    `Please report it with the command, airworthy ${ownVersion()}, Node ${process.version} and what ` +
    "AIRWORTHY_DEBUG=1 prints.";
  return {
    text: errorText("DEFECT", message, remedy),
    document: { code: "DEFECT", message, remedy },
    exitCode: 1,
  };
}

function errorText(code: string, message: string, remedy: string): string {
  const style = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  const paint = painter({ color: style });
  return [
    `${paint("bad", "✗")} ${paint("title", code)}`,
    ...wrap(plain(message), 78).map((line) => `  ${line}`),
    ...wrap(remedy, 78).map((line) => paint("faint", `  ${line}`)),
    "",
  ].join("\n");
}

/** What somebody typed or sent may be in a message: it must not steer the terminal. */
function plain(message: string): string {
  return message.replaceAll(/\p{Cc}/gu, (control) => ("\n\t".includes(control) ? control : "\ufffd"));
}

function stackWithCauses(error: Error): string {
  const { cause } = error;
  return cause instanceof Error
    ? `${error.stack}\nCaused by: ${stackWithCauses(cause)}`
    : (error.stack ?? "");
}
