/** `airworthy serve` as a user starts it, once it says that it listens. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Started, startAirworthy } from "./airworthy.ts";

/** What `airworthy serve --json` prints. */
export interface StartLine {
  readonly event: string;
  readonly url: string;
  readonly port: number;
  readonly grpcPort: number | null;
  readonly pid: number;
  readonly workers: number;
  readonly model: { readonly name: string; readonly version: number };
}

export interface ServingOptions {
  /** Any free one unless told. */
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The command's script; this repository's unless told. */
  readonly script?: string;
}

export interface Serving extends Started {
  readonly line: StartLine;
}

/** Serves the project in `cwd`; fails with what it said where it ends instead. */
export async function startServing(
  cwd: string,
  { port = 0, args = [], ...options }: ServingOptions = {},
): Promise<Serving> {
  const { child, outcome } = startAirworthy(["serve", "--port", `${port}`, "--json", ...args], {
    cwd,
    ...options,
  });
  if (child.stdout === null) throw new Error("its output is not piped");
  const lines = createInterface({ input: child.stdout });
  const ended = outcome.then(({ code, stderr }) => {
    throw new Error(`serve ended with ${code}: ${stderr}`);
  });
  ended.catch(() => undefined); // it may end later, too
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  return { child, outcome, line: JSON.parse(line) as StartLine };
}
