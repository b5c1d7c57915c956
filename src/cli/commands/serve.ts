import { availableParallelism } from "node:os";
import { AirworthyError } from "../../core/error.ts";
import { requireVersion } from "../../io/store/index.ts";
import { type RunningServer, startServer } from "../../server/index.ts";
import { type Command, exitCodes, type Options, textOption } from "../command.ts";
import { withProject } from "../project.ts";

/** How long a stop waits for what is in flight: longer than a request may take unless it asks for more time. */
const graceMs = 20_000;

/** Serves the champion until SIGTERM or Ctrl-C, then finishes what is in flight. */
export const serve: Command = async (_, options, context) => {
  const port = wholeNumber(options, { name: "port", low: 0, high: 65_535, standard: 8_080 });
  const cores = Math.max(1, availableParallelism() - 1);
  const workers = wholeNumber(options, { name: "workers", low: 1, high: 64, standard: cores });
  const address = textOption(options, "host") ?? "127.0.0.1";
  return await withProject(options, context, async ({ definition, store, workspace }) => {
    const server = await startServer({
      address,
      port,
      pool: { workers },
      async champion() {
        const { version } = await requireVersion(store, definition.name, "champion");
        return { version, directory: workspace.versionDirectory(definition.name, version) };
      },
    });
    context.print(options.json === true ? startDocument(server, workers) : startText(server));
    await aborted(context.signal);
    await server.stop(graceMs);
    return exitCodes.ok;
  });
};

/** One line, so that whoever started the server knows at its end that it is up. */
function startDocument({ url, address, port, model }: RunningServer, workers: number): string {
  return `${JSON.stringify({ event: "listening", url, address, port, model, workers, pid: process.pid })}\n`;
}

function startText({ url, model }: RunningServer): string {
  return [
    `Serving ${model.name} version ${model.version} on ${url}`,
    `  its inputs    curl ${url}/v2/models/${encodeURIComponent(model.name)}`,
    `  every route   curl ${url}/openapi.json`,
    "  Ctrl-C stops it; what is in flight is finished.",
    "",
  ].join("\n");
}

interface NumberOption {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly standard: number;
}

function wholeNumber(options: Options, { name, low, high, standard }: NumberOption): number {
  const text = textOption(options, name);
  const value = text === undefined ? standard : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use --${name} '${text}': wanted a whole number from ${low} to ${high}.`,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
