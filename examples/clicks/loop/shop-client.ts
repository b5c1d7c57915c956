/** What the shop says to the server, over HTTP. */
import type { Label, Visited } from "./world.ts";

/** Rows of one request, where nothing else is asked for. */
const mostTogether = 400;
/** Requests under way at once. */
const atOnce = 8;

interface Answer {
  readonly model_version: number;
}

/** Which version a visitor was answered by. */
export interface Answered {
  readonly visitor: string;
  readonly version: number;
}

export interface AskOptions {
  /** Rows of one request. */
  readonly together?: number;
}

/** Asks about visits; an answer each. */
export async function askAbout(
  url: string,
  visits: readonly Visited[],
  { together = mostTogether }: AskOptions = {},
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const waiting = inParts(visits, together).values();
  const askOn = async () => {
    for (const part of waiting) answers.push(...(await askTogether(url, part)));
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  return answers;
}

async function askTogether(url: string, visits: readonly Visited[]): Promise<Answered[]> {
  const { predictions, rejected } = (await post(
    `${url}/predict`,
    visits.map(({ row }) => row),
  )) as { readonly predictions: readonly Answer[]; readonly rejected: readonly unknown[] };
  if (rejected.length > 0) throw new Error(`The server refused a visit: ${JSON.stringify(rejected[0])}`);
  return predictions.map(({ model_version: version }, place) => ({
    visitor: String(visits[place]?.row.user_id),
    version,
  }));
}

/** Reports labels. */
export async function report(url: string, labels: readonly Label[]): Promise<void> {
  for (const part of inParts(labels, mostTogether)) await post(`${url}/feedback`, part);
}

/** Answers that a challenger in shadow was compared with, or that were left out. */
export async function shadowRows(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = text.matchAll(/^airworthy_shadow_rows_total\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

function inParts<T>(all: readonly T[], together: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / together) }, (_, part) =>
    all.slice(part * together, (part + 1) * together),
  );
}
