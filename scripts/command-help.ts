/** What the command line says of itself. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The text of `airworthy <args> --help` of the repository in `root`, 80 columns wide, without colour. */
export async function helpText(root: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["bin/airworthy.js", ...args, "--help"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", COLUMNS: "80" },
  });
  return stdout.trimEnd();
}

/** The names of the commands, in the order of the help. */
export async function commandNames(root: string): Promise<string[]> {
  return namesIn(await helpText(root, []));
}

/** The names of the commands that a help lists. */
export function namesIn(help: string): string[] {
  const [, commands = ""] = help.split(/^Commands:$/m);
  return [...commands.matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "help");
}
