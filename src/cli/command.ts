/** What a command is: it parses, calls one function, prints, and returns its exit code. */
export interface GlobalOptions {
  /** One JSON document on stdout instead of text. */
  readonly json?: boolean;
  readonly config?: string;
}

export interface CommandContext {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly directory: string;
  readonly print: (text: string) => void;
}

export type Options = GlobalOptions & Readonly<Record<string, unknown>>;

/** Runs a command with its positional arguments and options; returns the exit code. */
export type Command = (
  argument: string | undefined,
  options: Options,
  context: CommandContext,
) => Promise<number>;

export const exitCodes = { ok: 0, error: 1, gateFailed: 2 } as const;

/** `value` as the one document that a command with --json prints. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The option `name` where it was given as text. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** The option `name` as it is typed: maxLateness is --max-lateness. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
