/** What the command line says of labels, to hold the feedback page against. */
import { airworthy } from "../cli/airworthy.ts";
import type { ServedVisits } from "./served-visits.ts";

type Told = Pick<ServedVisits, "path">;

/** What a command says with --json. */
export async function told<T>({ path }: Told, ...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await airworthy([...args, "--json"], { cwd: path });
  if (code === 1) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

interface Queue {
  readonly looked: number;
  readonly waiting: number;
  readonly items: readonly {
    readonly predictionId: string;
    readonly eventId: string;
    readonly prediction: string;
    readonly probability: number;
    readonly reason: string;
    readonly isDisputed: boolean;
  }[];
}

export async function queueOf(served: Told): Promise<Queue> {
  return await told<Queue>(served, "feedback", "queue", "--limit", "50");
}

interface Labels {
  readonly labels: readonly { label: unknown; isWithdrawn: boolean; source: string }[];
}

/** Who said what of a prediction, the newest first. */
export async function labelsOf(served: Told, id: string): Promise<readonly (readonly [string, unknown])[]> {
  const { labels } = await told<Labels>(served, "trace", id);
  return labels.map(({ label, isWithdrawn, source }) => [source, isWithdrawn ? "taken back" : label]);
}
