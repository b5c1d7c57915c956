/** The command line: parses, calls one command, and turns whatever happens into an exit code. */
import { CommanderError, Command as Program } from "commander";
import { AirworthyError } from "../core/error.ts";
import { ownVersion } from "../io/own-version.ts";
import type { CommandContext, Options } from "./command.ts";
import type { CommandRow } from "./command-row.ts";
import { commandGroups, commandTable } from "./command-table.ts";
import { reportError } from "./report-error.ts";

/** Runs `airworthy` with `args` (without node and script); returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const cancel = new AbortController();
  let whenStopped = "";
  const onSignal = () => {
    if (cancel.signal.aborted) process.exit(130); // the second Ctrl-C does not wait
    process.stderr.write(`\nStopping${whenStopped}. Ctrl-C again to stop at once.\n`);
    cancel.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code === "EPIPE") process.exit(0); // the reader has read enough: `airworthy runs | head`
    throw cause;
  });
  let exitCode = 0;
  const context: CommandContext = {
    signal: cancel.signal,
    directory: process.cwd(),
    print: (text) => void process.stdout.write(text),
  };
  const program = buildProgram(args, async (row, argument, options) => {
    if (row.whenStopped !== undefined) whenStopped = `; ${row.whenStopped}`;
    exitCode = await attempt(row, argument, options, context);
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (cause) {
    return commanderExit(cause, isJsonAsked(args));
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

const isJsonAsked = (args: readonly string[]) => args.includes("--json");

type Act = (row: CommandRow, argument: string | undefined, options: Options) => Promise<void>;

/** Of every command only where none is named: to build them all is a part of a server's start. */
function buildProgram(args: readonly string[], act: Act): Program {
  const program = new Program("airworthy")
    .description("From raw events to a model in production.")
    .version(ownVersion())
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeErr: (text) => void (isJsonAsked(args) || process.stderr.write(text)) })
    .addHelpText("after", "\nExample:\n  $ airworthy init my-model && cd my-model && npx airworthy run");
  const wanted = commandTable.filter(({ name }) => name.split(" ", 1)[0] === args[0]);
  for (const row of wanted.length > 0 ? wanted : commandTable) addCommand(program, row, act);
  return program;
}

function addCommand(program: Program, row: CommandRow, act: Act): void {
  const { name, argument, summary, options = [], required = [], example } = row;
  const { word, group } = placeOf(program, name);
  const command = group
    .command(argument === undefined ? word : `${word} ${argument}`)
    .description(summary)
    .enablePositionalOptions() // what follows a command of two words is the second one's
    .option("--json", "print one JSON document")
    .addHelpText("after", `\nExample:\n  $ ${example}`);
  if (name !== "init")
    command.option("--config <file>", "the config; airworthy.config.ts here or above unless told");
  for (const [flags, description] of required) command.requiredOption(flags, description);
  for (const [flags, description] of options) command.option(flags, description);
  command.action(async (...given: unknown[]) => {
    const first = argument === undefined || given[0] === undefined ? undefined : String(given[0]);
    await act(row, first, command.opts<Options>());
  });
}

/** The last word of a command's name, and what it is added to. */
function placeOf(program: Program, name: string): { word: string; group: Program } {
  const [first = name, word] = name.split(" ");
  if (word === undefined) return { word: first, group: program };
  const known = program.commands.find((command) => command.name() === first);
  return { word, group: known ?? program.command(first).description(commandGroups[first] ?? "") };
}

async function attempt(
  row: CommandRow,
  argument: string | undefined,
  options: Options,
  context: CommandContext,
): Promise<number> {
  try {
    const command = await row.load();
    return await command(argument, options, context);
  } catch (cause) {
    return reportError(cause, { json: options.json === true, print: context.print });
  }
}

/** Commander ends by throwing: help and version end well, a misspelt option does not; a person was told then. */
function commanderExit(cause: unknown, json: boolean): number {
  const print = (text: string) => void process.stdout.write(text);
  if (!(cause instanceof CommanderError)) return reportError(cause, { json, print });
  if (cause.exitCode === 0 || !json) return cause.exitCode;
  const why = cause.message.replace(/^error: /, "").replaceAll("\n", " ");
  const message = `Cannot read the command line: ${why.replace(/\.?$/, ".")}`;
  return reportError(new AirworthyError("OPTION_INVALID", message), { json, print });
}
