/**
 * How far windows without drift are from the baseline, kept on the disk: to draw it is most of what a first visit waits for where
 * there are 200 features. It follows from the baseline and the count of rows alone, so that it holds from one process to the next.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { keepSpreads, keptSpreads, spreadMethod } from "../../core/drift/index.ts";
import { writeFileWhole } from "../../io/files.ts";
import type { Workspace } from "../../io/workspace.ts";

type Place = Pick<Workspace, "spreads">;

const fileSchema = z.object({
  method: z.literal(spreadMethod),
  spreads: z.array(z.tuple([z.string(), z.object({ mean: z.number(), deviation: z.number() })])),
});

/** Takes what another process has kept. What is not there, cannot be read or was drawn by another method is drawn anew. */
export async function readSpreads({ spreads: path }: Place): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => "");
  keepSpreads(parsed(text));
}

function parsed(text: string) {
  try {
    const { success, data } = fileSchema.safeParse(JSON.parse(text), { jitless: true });
    return success ? data.spreads : [];
  } catch {
    return []; // it is no JSON
  }
}

let written = 0;

/** Keeps what has been drawn since it was last kept. Where nothing can be written, the next process draws it once more. */
export async function writeSpreads({ spreads: path }: Place): Promise<void> {
  const { spreads, drawn } = keptSpreads();
  if (drawn === written) return;
  written = drawn;
  await writeFileWhole(path, JSON.stringify({ method: spreadMethod, spreads })).catch(() => undefined);
}
