/** A run's events as a list of stages on stderr that fills while it works. */
import { Listr, ListrLogger, ProcessOutput } from "listr2";
import type { RunEvent, StageName } from "../core/progress.ts";
import { stageNames } from "../core/progress.ts";
import { StageLine } from "./stage-line.ts";

export interface FollowOptions {
  /** Which are shown; those of a run unless told. */
  readonly stages?: readonly StageName[];
}

/** Does `work` and shows its events; returns what it returns, fails as it fails. */
export async function followRun<T>(
  work: (onEvent: (event: RunEvent) => void) => Promise<T>,
  { stages = stageNames.filter((stage) => stage !== "feedback") }: FollowOptions = {},
): Promise<T> {
  const everyMs = process.stderr.isTTY === true ? 0 : 5_000; // a log keeps every line
  const lines = new Map(stages.map((stage) => [stage, new StageLine({ everyMs })]));
  const shown = listOf(lines)
    .run()
    .catch(() => undefined); // a line failed: the work's own error tells why
  try {
    return await work((event) => lines.get(stageOf(event))?.tell(event));
  } catch (cause) {
    for (const line of lines.values()) line.fail();
    throw cause;
  } finally {
    for (const line of lines.values()) line.skip();
    await shown;
  }
}

function listOf(lines: ReadonlyMap<StageName, StageLine>) {
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  const logger = new ListrLogger({ processOutput });
  return new Listr(
    [...lines].map(([stage, line]) => ({ title: stage, task: (_, task) => line.show(task) })),
    {
      concurrent: false,
      registerSignalListeners: false,
      rendererOptions: { logger },
      fallbackRenderer: "simple",
      fallbackRendererCondition: () => process.stderr.isTTY !== true,
      fallbackRendererOptions: { logger },
    },
  );
}

function stageOf(event: RunEvent): StageName {
  if (event.kind === "epochFinished") return "train";
  return event.kind === "stageFinished" ? event.summary.stage : event.stage;
}
